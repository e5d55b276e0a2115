/** What keeps somebody from using a page who cannot see it, or cannot see it well: as axe-core finds it. */
import axe from 'axe-core';
import type { Tab } from './browser';

interface Found {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/**
 * Taro stacks its pages: those beneath are on no screen, and hidden by their style alone. As text, since what runs in the page
 * is not compiled here.
 */
const RUN = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`;

/** What is serious or worse on the page that is on screen, one sentence each. */
export async function barriers(tab: Tab): Promise<string[]> {
  await tab.page.evaluate(axe.source);
  const found = (await tab.page.evaluate(RUN)) as Found[];
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
}
