/** What each role may do in a shop, in words. The page of members says it; a test compares it with the contracts. */
import type { EndpointName } from '../../../../shared/contracts/contracts';
import type { Membership } from '../hooks/useRoom';

type Role = Membership['role'];

interface Deed {
  words: string;
  roles: readonly Role[];
  /** What it is made of. */
  endpoints: readonly EndpointName[];
}

const everybody: readonly Role[] = ['owner', 'operator', 'shipper', 'viewer'];
const deciding: readonly Role[] = ['owner', 'operator'];

export const deeds: readonly Deed[] = [
  {
    words: '看活动、订单、售后和裂变',
    roles: everybody,
    endpoints: ['campaign.list', 'shopOrder.list', 'afterSale.list', 'fission.board'],
  },
  {
    words: '发货、核销取货、写订单备注',
    roles: ['owner', 'operator', 'shipper'],
    endpoints: ['shopOrder.ship', 'shopOrder.shipMany', 'shopOrder.pickUp', 'shopOrder.note'],
  },
  {
    words: '退款、答复售后',
    roles: deciding,
    endpoints: [
      'shopOrder.refund',
      'afterSale.agree',
      'afterSale.refuse',
      'afterSale.confirmReturn',
      'refund.payByHand',
      'task.close',
    ],
  },
  {
    words: '写活动草稿，发布、暂停和结束活动',
    roles: deciding,
    endpoints: ['draft.save', 'draft.remove', 'campaign.publish', 'campaign.pause', 'campaign.resume', 'campaign.end'],
  },
  {
    words: '上架商品，改规格、库存和分类',
    roles: deciding,
    endpoints: ['product.save', 'product.archive', 'product.restore', 'product.setStock', 'product.setCategories'],
  },
  {
    words: '看账目、结算、审核提现',
    roles: deciding,
    endpoints: ['finance.board', 'reconciliation.list', 'settlement.run', 'payout.approve', 'payout.refuse'],
  },
  { words: '更正推荐人、停用推广人', roles: deciding, endpoints: ['referral.correct', 'referral.suspend'] },
  { words: '看操作记录', roles: deciding, endpoints: ['changeLog.list'] },
  {
    words: '定锁客、佣金和提现的规则',
    roles: ['owner'],
    endpoints: ['referral.setPolicy', 'commissionPolicy.set', 'commissionPolicy.setOwn', 'payout.setSettings'],
  },
  {
    words: '改店铺设置和收款账户',
    roles: ['owner'],
    endpoints: ['shopSettings.set', 'paymentAccount.check', 'paymentAccount.set'],
  },
  { words: '恢复提现、重新对账', roles: ['owner'], endpoints: ['payout.liftStop', 'reconciliation.run'] },
  {
    words: '邀请成员、改角色、移出成员',
    roles: ['owner'],
    endpoints: ['member.invite', 'member.link', 'member.revoke', 'member.setRole', 'member.remove'],
  },
];

/** What somebody in this role may do, most common first. */
export const deedsOf = (role: Role): readonly string[] =>
  deeds.filter(({ roles }) => roles.includes(role)).map(({ words }) => words);
