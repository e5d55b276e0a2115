/** What ending a campaign comes to, in words, for each kind: what may be chosen, and what each choice brings about. */
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { formatWhen, type Ms } from '../../../../shared/time';
import type { Campaign, CampaignKind } from './campaign';

/** letRun: what is open goes on to its own end · endNow: its end is now. */
type Ended = NonNullable<Campaign['ended']>;
export type Way = Ended['groups'];
export type Preview = Output<'campaign.previewEnd'>;
type PreviewOf<K extends CampaignKind> = Extract<Preview, { kind: K }>;

interface Words {
  /** What it has begun and is not over. */
  readonly open: string;
  /** That nothing new is begun from then on. */
  readonly noMore: string;
  /** How it goes on with `letRun`, in a button and in a sentence. */
  readonly letRun: string;
  readonly nobody: string;
}

export const endWords: Readonly<Record<CampaignKind, Words>> = {
  groupBuy: {
    open: '开着的团',
    noMore: '不能再开新团',
    letRun: '让团拼完',
    nobody: '现在没有开着的团，结束后谁都不受影响。',
  },
  bargain: {
    open: '进行中的砍价',
    noMore: '不能再发起砍价',
    letRun: '让砍价砍完',
    nobody: '现在没有进行中的砍价，结束后谁都不受影响。',
  },
};

/** How many there are that a choice decides about. */
function stillOn(campaign: Campaign): number {
  switch (campaign.kind) {
    case 'groupBuy':
      return campaign.groups.open + campaign.groups.pending;
    case 'bargain':
      return campaign.bargains.open + campaign.bargains.floor;
  }
}

/** What may still be decided: nothing of a draft, and of one that has ended only what is still open. */
export function choicesOf(campaign: Campaign): readonly Way[] {
  const { status, ended } = campaign;
  if (status === 'draft') return [];
  if (status !== 'ended') return ['letRun', 'endNow'];
  return ended?.groups !== 'endNow' && stillOn(campaign) > 0 ? ['endNow'] : [];
}

/** Nobody is touched by it. */
export const isIdle = (preview: Preview): boolean =>
  preview.kind === 'groupBuy'
    ? preview.open.groups + preview.pending === 0
    : preview.open + preview.floor + preview.ordered === 0;

/** How things stand, before anything is chosen. */
export function standsWords(preview: Preview): string {
  if (isIdle(preview)) return endWords[preview.kind].nobody;
  return `现在有 ${partsOf(preview).join('，')}。`;
}

function partsOf(preview: Preview): string[] {
  if (preview.kind === 'groupBuy') {
    const { open, pending } = preview;
    return [
      ...(open.groups > 0 ? [`${open.groups} 个团开着，${open.members} 人已付款`] : []),
      ...(open.paying > 0 ? [`${open.paying} 人正在付款`] : []),
      ...(pending > 0 ? [`${pending} 个团在等团长付款`] : []),
    ];
  }
  const { open, floor, ordered } = preview;
  return [
    ...(open > 0 ? [`${open} 个砍价还在砍`] : []),
    ...(floor > 0 ? [`${floor} 个砍到了底价、还没下单`] : []),
    ...(ordered > 0 ? [`${ordered} 个下了单、正在付款`] : []),
  ];
}

/** What a choice brings about, with its numbers and amounts, one sentence each. */
export function consequences(choice: Way, preview: Preview, now: Ms): string[] {
  return preview.kind === 'groupBuy' ? ofGroups(choice, preview, now) : ofBargains(choice, preview, now);
}

function ofGroups(choice: Way, { open, pending, endNow, lastDeadline }: PreviewOf<'groupBuy'>, now: Ms): string[] {
  if (choice === 'letRun') {
    const until = lastDeadline === undefined ? '' : `，最晚 ${formatWhen(lastDeadline, now)} 全有结果`;
    return [
      ...(open.groups > 0 ? [`${open.groups} 个团照常拼到各自的截止时间${until}。到时没拼成的自动退款。`] : []),
      ...(pending > 0 ? [`等团长付款的 ${pending} 个团，付了款照常开。`] : []),
    ];
  }
  return [
    ...(endNow.formed > 0 ? [`${endNow.formed} 个团人数够，马上成团。`] : []),
    ...(endNow.failed > 0
      ? [`${endNow.failed} 个团没拼成，${endNow.refunds} 笔付款共 ${formatFen(endNow.refundAmount)} 原路退回。`]
      : []),
    ...(open.paying > 0 ? [`正在付款的 ${open.paying} 人等付完或过了保留时间再算，结果可能有变。`] : []),
    ...(pending > 0 ? [`等团长付款的 ${pending} 个团不再开，付进来的钱退回。`] : []),
  ];
}

/** Nobody has paid for a bargain that is not bought, so nothing goes back. */
function ofBargains(choice: Way, { open, floor, ordered, lastDeadline }: PreviewOf<'bargain'>, now: Ms): string[] {
  if (choice === 'letRun') {
    const until = lastDeadline === undefined ? '' : `，眼下最晚的到 ${formatWhen(lastDeadline, now)}`;
    return [
      ...(open > 0 ? [`${open} 个在砍的照常砍到各自的截止时间${until}。砍到底价的，照样有时间下单。`] : []),
      ...(floor > 0 ? [`${floor} 个到了底价的，在下单时间里照样能买。`] : []),
      ...(ordered > 0 ? [`${ordered} 个下了单的，付了款照常发货。`] : []),
    ];
  }
  return [
    ...(open > 0 ? [`${open} 个在砍的马上结束，朋友帮砍的都不算了。`] : []),
    ...(floor > 0 ? [`${floor} 个到了底价的也结束，不能再按底价买。`] : []),
    ...(open + floor > 0 ? ['这些都还没付过钱，没有要退的。'] : []),
    ...(ordered > 0 ? [`${ordered} 个下了单的等付款：付了照常发货，没付就作废。`] : []),
  ];
}

/** The title of a choice. */
export const wayTitle = (way: Way, kind: CampaignKind): string =>
  way === 'endNow' ? '现在就截止' : `让${endWords[kind].open}${kind === 'groupBuy' ? '拼完' : '砍完'}`;

/** Who ended it, when, and what was chosen for what was open. */
export function endedWords({ at, by, groups }: Ended, kind: CampaignKind, now: Ms): string {
  const { open } = endWords[kind];
  const choice = groups === 'letRun' ? wayTitle('letRun', kind) : `${open}当时截止`;
  return `${by} ${formatWhen(at, now)} 提前结束了活动：${choice}`;
}

/** What has come of a choice, one sentence each. Where somebody else had ended it in another way, that one counts. */
export const outcomeWords = (chosen: Way, ended: Ended, preview: Preview, now: Ms): string[] => [
  ...(ended.groups === chosen ? [] : [endedWords(ended, preview.kind, now)]),
  ...consequences(ended.groups, preview, now),
];
