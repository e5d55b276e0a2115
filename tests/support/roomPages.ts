/** Every page of the merchant's room with something in it: what the tours of the mini-program and of the web page go through. */
import { runDay } from '../../functions/usecases/reconciliation';
import { BARGAIN_CAMPAIGN, bargainOf, granted, offerBargain } from './bargaining';
import { ask, buy } from './bought';
import { member, sit, startDesk } from './room';
import { putOnShelf } from './shelf';
import { ACCOUNT, CAMPAIGN, MERCHANT, type Person, type World } from './world';

export interface RoomPage {
  readonly path: string;
  /** What an owner reads on a phone; the first of them at a desk too. */
  readonly words: readonly string[];
}

/**
 * Fills a new shop. @param who owns it, and operates the platform from now on.
 * @returns its pages by route, but those that come out of a withdrawal (paidOut.ts)
 */
export async function stageRoom(
  world: World,
  who: Pick<Person, 'userId'>,
): Promise<Readonly<Record<string, RoomPage>>> {
  await world.app.store.users.updateOne({ _id: who.userId }, { $set: { operatesPlatform: true } });
  const [leader, friend] = [await world.person('周小满'), await world.person('阿杰')];
  const { groupId } = await sit(world, leader);
  await sit(world, friend, groupId);
  await offerBargain(world);
  await bargainOf(friend);
  await putOnShelf(world, [{ key: 'plum', title: '李子', price: 1000 }]);
  const boughtAlone = await buy(world, leader, { skus: { sku_plum: 1 } });
  const afterSale = await ask(leader, await buy(world, leader, { skus: { sku_plum: 2 } }));
  const { code } = await startDesk(world);
  const owner = await member(world, '吴掌柜', 'owner');
  const wish = { merchantId: MERCHANT, requestId: 'for-all-pages', role: 'viewer' } as const;
  const { code: invitation } = granted(await owner.call('member.invite', wish));
  const date = '2036-02-28';
  await runDay(world.app, { merchantId: MERCHANT, accountId: ACCOUNT, date });
  return {
    'merchant/today/index': {
      path: '/merchant/today/index',
      words: ['等你处理', '2 单待发货', '1 个售后待处理', '快到期的团', '昨天到', '昨天全天 0', '每天成交'],
    },
    'merchant/more/index': { path: '/merchant/more/index', words: ['裂变', '对账', '操作记录'] },
    'merchant/campaigns/index': {
      path: '/merchant/campaigns/index',
      words: [
        ...['全部2', '进行中2', '拼团阳山水蜜桃 3 人团', '第 1 版', '2 月 29 日 – 2037 年 3 月 1 日', '0 / 1000'],
        ...['砍价水蜜桃砍到 ¥9.90', '3 位朋友帮，¥39.90 砍到 ¥9.90', '进行中的砍价 1', '新建活动'],
      ],
    },
    'merchant/campaign/index': {
      path: `/merchant/campaign/index?merchant=${MERCHANT}&id=${CAMPAIGN}&tab=groups`,
      words: [
        '阳山水蜜桃 3 人团',
        '拼团 · 第 1 版',
        '收到 2 ¥59.80',
        '占着 2 件',
        '周小满的团',
        '还差 1 人',
        '提前结束',
      ],
    },
    'merchant/campaignForm/index': {
      path: `/merchant/campaignForm/index?merchant=${MERCHANT}&id=${BARGAIN_CAMPAIGN}`,
      words: ['标价和底价', '发起前说清楚', '示例', '比单买少收 ¥3,000.00', '和现在一样'],
    },
    'merchant/bargainBoard/index': {
      path: `/merchant/bargainBoard/index?merchant=${MERCHANT}&id=${BARGAIN_CAMPAIGN}`,
      words: ['近 14 天', '这些天没有人发起砍价'],
    },
    'merchant/products/index': {
      path: '/merchant/products/index',
      words: ['在卖', '有规格卖完', '已下架', '李子', '¥10.00', '新商品'],
    },
    'merchant/productForm/index': {
      path: `/merchant/productForm/index?merchant=${MERCHANT}&id=prd_plum`,
      words: ['第一张是封面', '一单里有几件商品', '改库存', '加一个规格', '和现在一样'],
    },
    'merchant/simulator/index': {
      path: `/merchant/simulator/index?merchant=${MERCHANT}`,
      words: [
        ...['团价', '店里自己带来的访客', '500 人', '要的名额', '还没有结束的同类活动'],
        '又分享率 20.0% × 每次分享带来 1.50 次打开 = 0.30',
      ],
    },
    'merchant/group/index': {
      path: `/merchant/group/index?merchant=${MERCHANT}&id=${groupId}`,
      words: ['周小满的团', '拼团中', '还差 1 人', '明天 12:00 截止', '2 人已付款，共 3 座', '等成团', '还有 1 个空位'],
    },
    'merchant/reconciliations/index': {
      path: '/merchant/reconciliations/index',
      words: ['逐笔核对', '2 月 28 日', '已对平', '差额 元', '逐笔一致'],
    },
    'merchant/reconciliation/index': {
      path: `/merchant/reconciliation/index?merchant=${MERCHANT}&account=${ACCOUNT}&date=${date}`,
      words: ['两边的合计', '0 笔 ¥0.00', '差额（微信减店里）', '逐笔一致'],
    },
    'merchant/orders/index': {
      path: '/merchant/orders/index',
      words: ['待发货', '李子 一份 × 1', '李子 一份 × 2', '周小满', '江苏省无锡市滨湖区', '要发 1 件', '售后'],
    },
    'merchant/order/index': {
      path: `/merchant/order/index?merchant=${MERCHANT}&id=${boughtAlone}`,
      words: ['1 件等发货', '实付 ¥10.00', '周小满 13800001111', '付款到账 ¥10.00', '退款', '发货'],
    },
    'merchant/pickUp/index': { path: '/merchant/pickUp/index', words: ['请买家报 8 位取货码', '扫买家的取货码'] },
    'merchant/afterSales/index': {
      path: '/merchant/afterSales/index',
      words: ['待处理1', '仅退款 · 破损或压坏了', '还剩 2 天 0 小时，到时自动同意'],
    },
    'merchant/afterSale/index': {
      path: `/merchant/afterSale/index?merchant=${MERCHANT}&id=${afterSale}`,
      words: ['周小满 申请仅退款 ¥10.00', '3 月 3 日 12:00 前没有处理，会自动同意', '拒绝', '同意退款'],
    },
    'merchant/referral/index': { path: '/merchant/referral/index', words: ['现在的规则', '终身', '佣金归林姐'] },
    'merchant/commissionPolicy/index': {
      path: '/merchant/commissionPolicy/index',
      words: ['现在的规则', '自己买的不算', '店里留下 ¥73.42'],
    },
    'merchant/ownPolicies/index': {
      path: `/merchant/ownPolicies/index?merchant=${MERCHANT}`,
      words: ['阳山水蜜桃', '8%', '店铺规则'],
    },
    'merchant/customer/index': {
      path: `/merchant/customer/index?merchant=${MERCHANT}&order=${boughtAlone}`,
      words: ['周小满', '现在的推荐人', '没有推荐人', '停用推广', '更正推荐人'],
    },
    'merchant/fission/index': { path: '/merchant/fission/index', words: ['还没有人分享过'] },
    'merchant/tree/index': { path: '/merchant/tree/index', words: ['还没有人分享过'] },
    'merchant/approve/index': {
      path: `/merchant/approve/index?code=${code}`,
      words: ['登录这台电脑？', 'Chrome · macOS', '本机', '不是我', '输入 4 位数字'],
    },
    'merchant/members/index': {
      path: '/merchant/members/index',
      words: ['改角色', '还没人用的邀请'],
    },
    'merchant/invitation/index': {
      path: `/merchant/invitation/index?code=${invitation}`,
      words: ['你已经是成员了', '去商家后台'],
    },
    'merchant/changeLog/index': {
      path: '/merchant/changeLog/index',
      words: ['邀请成员', '吴掌柜 店主', '成功'],
    },
    'merchant/sessions/index': { path: '/merchant/sessions/index', words: ['这台', '最近用过 今天 12:00', '退出'] },
    'merchant/settlement/index': { path: '/merchant/settlement/index', words: ['现在欠推广人的', '哪天到期'] },
    'merchant/payouts/index': { path: '/merchant/payouts/index', words: ['提现规则', '待审核'] },
    'merchant/payoutRules/index': { path: '/merchant/payoutRules/index', words: ['怎么提', '哪些先给店里看'] },
    'merchant/settings/index': { path: '/merchant/settings/index', words: ['自提点', '运费模板', '提现规则'] },
    'merchant/shopFace/index': { path: '/merchant/shopFace/index', words: ['产地直发', '没有公告', '#C43D14'] },
    'merchant/paymentAccount/index': {
      path: '/merchant/paymentAccount/index',
      words: ['商户号', '换密钥'],
    },
    'merchant/shopPolicies/index': {
      path: '/merchant/shopPolicies/index',
      words: ['签收后 7 天内能申请', '发货后 10 天'],
    },
    'merchant/freight/index': { path: '/merchant/freight/index', words: ['还没有运费模板'] },
    'merchant/pickUpPoints/index': { path: '/merchant/pickUpPoints/index', words: ['还没有自提点'] },
    'merchant/campaignBoard/index': {
      path: `/merchant/campaignBoard/index?merchant=${MERCHANT}&id=${CAMPAIGN}`,
      words: ['还没有人来过'],
    },
    'merchant/shops/index': { path: '/merchant/shops/index', words: ['山野集'] },
    'merchant/shop/index': { path: `/merchant/shop/index?id=${MERCHANT}`, words: ['近 30 天销售', '冻结'] },
    'merchant/alarms/index': { path: '/merchant/alarms/index', words: ['没看'] },
    'merchant/finances/index': { path: '/merchant/finances/index', words: ['合计', '这些数怎么算'] },
  };
}
