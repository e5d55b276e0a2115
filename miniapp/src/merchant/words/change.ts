/** What members have changed, in words. What the server says → the words on the screens. */
import type { EndpointName, Output } from '../../../../shared/contracts/contracts';
import { roleWord } from './role';
import type { Word } from './word';

export type Change = Output<'changeLog.list'>['changes'][number];

/** Each endpoint whose calls are kept; a test asks for every one. */
export const deedWord: Readonly<Partial<Record<EndpointName, string>>> = {
  'afterSale.agree': '同意了售后',
  'afterSale.refuse': '拒绝了售后',
  'afterSale.confirmReturn': '确认收到退货',
  'shopOrder.ship': '发货',
  'shopOrder.shipMany': '批量发货',
  'shopOrder.pickUp': '核销取货',
  'shopOrder.refund': '退款',
  'shopOrder.note': '写了订单备注',
  'campaign.publish': '发布活动',
  'campaign.pause': '暂停活动',
  'campaign.resume': '恢复活动',
  'campaign.end': '提前结束活动',
  'draft.save': '写了活动草稿',
  'draft.remove': '删了活动草稿',
  'reconciliation.run': '重新对账',
  'task.close': '办完一件事',
  'refund.payByHand': '把退款转到商户账户',
  'referral.setPolicy': '改了锁客规则',
  'referral.correct': '更正推荐人',
  'referral.suspend': '停用或恢复推广人',
  'commissionPolicy.set': '改了佣金规则',
  'commissionPolicy.setOwn': '改了单独的佣金',
  'settlement.run': '结算',
  'payout.approve': '放行提现',
  'payout.refuse': '没放行提现',
  'payout.setSettings': '改了提现规则',
  'payout.liftStop': '恢复提现',
  'member.invite': '邀请成员',
  'member.revoke': '收回邀请',
  'member.accept': '接受邀请，加入店里',
  'member.setRole': '改了成员的角色',
  'member.remove': '移出成员',
};

export const changeWords = ({ endpoint }: Pick<Change, 'endpoint'>): string =>
  deedWord[endpoint as EndpointName] ?? endpoint;

/** What it was about: an id as it stands, a role by its word, nothing for the shop itself. */
export const aboutWords = ({ about }: Pick<Change, 'about'>): string => {
  if (about.startsWith('mer_')) return '';
  return Object.hasOwn(roleWord, about) ? roleWord[about as keyof typeof roleWord] : about;
};

/** Begun and never ended: nobody can say whether it was carried out. */
export const outcomeWord = ({ outcome }: Pick<Change, 'outcome'>): Word => {
  if (outcome === 'done') return { label: '成功', tone: 'money' };
  if (outcome === 'begun') return { label: '中断了', tone: 'warning' };
  if (outcome === 'forbidden') return { label: '没有权限', tone: 'danger' };
  return { label: '没做成', tone: 'plain' };
};
