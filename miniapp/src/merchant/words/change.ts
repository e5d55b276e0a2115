/** What members have changed, in words. What the server says → the words on the screens. */
import type { EndpointName, Output } from '../../../../shared/contracts/contracts';
import { alarmTitle } from './alarm';
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
  'product.save': '新建或修改商品',
  'product.archive': '下架商品',
  'product.restore': '重新上架商品',
  'product.setStock': '改了库存',
  'product.setCategories': '改了商品分类',
  'shopSettings.set': '改了店铺设置',
  'paymentAccount.check': '核对收款账户',
  'paymentAccount.set': '换了收款账户的密钥',
  'member.invite': '邀请成员',
  'member.link': '给邀请生成微信链接',
  'member.revoke': '收回邀请',
  'member.accept': '接受邀请，加入店里',
  'member.setRole': '改了成员的角色',
  'member.remove': '移出成员',
  'platform.addMerchant': '开了这家店',
  'platform.inviteOwner': '邀请店主',
  'platform.linkOwner': '给店主的邀请生成微信链接',
  'platform.revokeInvite': '收回店主的邀请',
  'platform.setLimits': '改了店铺的上限',
  'platform.freeze': '冻结店铺',
  'platform.unfreeze': '解除冻结',
  'platform.closeAlarm': '看过一条告警',
};

export const changeWords = ({ endpoint }: Pick<Change, 'endpoint'>): string =>
  deedWord[endpoint as EndpointName] ?? endpoint;

/** Sections of a shop's settings, and roles. */
const aboutWord: Readonly<Record<string, string>> = {
  ...roleWord,
  face: '店铺',
  policies: '售后与收货',
  freight: '运费模板',
  pickUp: '自提点',
};

/** What it was about: by name, or an id as it stands; nothing for the shop itself, an invite or an account of it. */
export function aboutWords({ about, name, endpoint }: Pick<Change, 'about' | 'name' | 'endpoint'>): string {
  if (endpoint === 'platform.closeAlarm') return alarmTitle(about.slice(0, about.indexOf('/')));
  if (/^(mer|inv|pac)_/.test(about)) return '';
  return name ?? (Object.hasOwn(aboutWord, about) ? aboutWord[about] : undefined) ?? about;
}

/** Why it was refused, or the reason that whoever did it gave. */
export function whyWords({ why, input }: Pick<Change, 'why' | 'input'>): string | undefined {
  if (why !== undefined) return why;
  try {
    const { reason } = JSON.parse(input) as { reason?: unknown };
    return typeof reason === 'string' && reason !== '•' ? reason : undefined;
  } catch {
    // It was cut.
    return undefined;
  }
}

/** Begun and never ended: nobody can say whether it was carried out. */
export const outcomeWord = ({ outcome }: Pick<Change, 'outcome'>): Word => {
  if (outcome === 'done') return { label: '成功', tone: 'money' };
  if (outcome === 'begun') return { label: '中断了', tone: 'warning' };
  if (outcome === 'forbidden') return { label: '没有权限', tone: 'danger' };
  return { label: '没做成', tone: 'plain' };
};
