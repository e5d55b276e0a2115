/**
 * What a buyer writes and shows with an after-sale is for the shop's people alone. They see it at once, since an answer
 * may depend on it; what WeChat finds fault with is hidden from them as soon as it is known.
 */
import { deriveId } from '../../shared/domain/ids';
import { MINUTE } from '../../shared/time';
import type { AfterSaleDoc, CheckVerdict, ContentCheckIntentDoc } from '../store/collections';
import type { App } from './app';

/** Names the words among what is hidden; a picture goes by its path. */
const WORDS = 'text';

/** The checks of its words and pictures, each of which WeChat makes once. */
export async function intendChecks(app: App, { id, userId, words }: Omit<AfterSaleDoc, '_id'>): Promise<void> {
  const contents: ContentCheckIntentDoc['content'][] = [
    ...(words.text === '' ? [] : [{ text: words.text }]),
    ...words.pictures.map((picture) => ({ picture })),
  ];
  for (const content of contents) {
    const intent: Omit<ContentCheckIntentDoc, '_id'> = {
      kind: 'contentCheck',
      subject: 'afterSale',
      about: id,
      userId,
      content,
      traceIds: [],
      sent: false,
      tries: 0,
      dueAt: app.now() + MINUTE,
    };
    await app.store.intents.updateOne(
      { _id: deriveId('chk', id, nameOf(content)) },
      { $setOnInsert: intent },
      { upsert: true },
    );
  }
}

const nameOf = (content: ContentCheckIntentDoc['content']): string => ('text' in content ? WORDS : content.picture);

/** What was refused is hidden from the shop; its buyer goes on seeing what they wrote. */
export async function afterSaleChecked(
  app: App,
  { about, content }: ContentCheckIntentDoc,
  verdict: CheckVerdict,
): Promise<void> {
  if (verdict === 'shown') return;
  await app.store.afterSales.updateOne({ _id: about }, { $addToSet: { hidden: nameOf(content) } });
}

/** What the shop's people are shown. */
export function shownToShop({ words, hidden = [] }: Pick<AfterSaleDoc, 'words' | 'hidden'>): {
  text: string;
  pictures: string[];
  hidden: boolean;
} {
  return {
    text: hidden.includes(WORDS) ? '' : words.text,
    pictures: words.pictures.filter((picture) => !hidden.includes(picture)),
    hidden: hidden.length > 0,
  };
}
