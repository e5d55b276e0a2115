import type { Output } from '../../../../shared/contracts/contracts';
import { formatWhen, type Ms } from '../../../../shared/time';
import { channelWord } from '../../components/channelWords';
import type { Term } from '../../components/Terms';

export type Explanation = Output<'commission.explain'>;
export type Line = Explanation['lines'][number];
export type Earner = Line['earners'][number];

export const levelWords = (level: number): string => ['', '一级', '二级', '三级'][level] ?? `${level} 级`;

/** Why nothing is earned. */
export function whyNothing({ why }: Earner): string | undefined {
  switch (why) {
    case 'earned':
      return undefined;
    case 'suspended':
      return '下单时推广被商家暂停，这一份没有佣金';
    case 'ownOrder':
      return '自己买的没有佣金';
    case 'noRate':
      return '按下单时的规则，这一级没有佣金';
    case 'tooSmall':
      return '算下来不足 1 分，没有佣金';
    case 'erased':
      return '付款前已注销账号，没有佣金';
    case 'notHeld':
      return '还没有付款，或付款已经退回，没有佣金';
  }
}

/** How somebody came to earn from this buyer: by which share, since when, until when. */
export function boundWords(
  buyer: string,
  { mine, name, boundAt, until, share, referralVersion }: Earner,
  now: Ms,
): string {
  const who = mine ? '你' : name;
  const how = share === undefined ? '' : `打开${who}的${channelWord[share.channel]}「${share.title}」，`;
  const long = until === undefined ? '长期有效' : `有效到 ${formatWhen(until, now)}`;
  const rule = referralVersion === undefined ? '' : `，按锁客规则第 ${referralVersion} 版`;
  return `${buyer} ${formatWhen(boundAt, now)} ${how}绑定${who}为推荐人，${long}${rule}`;
}

const policies: Readonly<Record<Line['policyOf'], string>> = {
  shop: '店铺',
  product: '这件商品',
  campaign: '这场活动',
};

/** Whose policy counts for a line, and which edition. */
export const ruleWords = ({ policyOf, policyVersion }: Line): string =>
  `按${policies[policyOf]}的佣金规则第 ${policyVersion} 版`;

/** The sentences under the receipts: whose friend the buyer is, whose card was opened last, which rules. */
export function reasonsOf(explanation: Explanation, now: Ms): Term[] {
  const { buyerName, opened, lines, elsewhere } = explanation;
  const first = lines[0]?.earners.find(({ level }) => level === 1);
  const terms: Term[] = [];
  if (first) terms.push({ icon: 'link', text: boundWords(buyerName, first, now) });
  else if (elsewhere) terms.push({ icon: 'link', text: `${buyerName} 下单时已有别的推荐人，佣金归 TA` });
  else terms.push({ icon: 'link', text: `${buyerName} 下单时没有推荐人，这一单没有佣金` });
  if (opened) {
    terms.push({
      icon: 'chat',
      text: `下单前最后打开的是 ${opened.sharer} 的${channelWord[opened.channel]}「${opened.title}」`,
    });
  }
  terms.push({ icon: 'lock', text: '按下单时的规则和等级算，以后改版、升级都不影响它' });
  return terms;
}
