/** What a card must not say, however it is written; and what it may. */
import { forbiddenIn, forbiddenOfGoods } from '../../shared/domain/wording';

it.each([
  ['砍价免费拿', '免费拿'],
  ['砍到免费', '砍到免费'],
  ['砍到 0', '砍到0'],
  ['免单', '免单'],
  ['免费 拿', '免费拿'],
  ['免\u200b费拿', '免费拿'],
  ['免費拿', '免费拿'],
  ['0 元领脐橙', '0元'],
  ['脐橙0元', '0元'],
  ['脐橙 5 0 元', '0元'],
  ['0 块钱拿', '0块'],
  ['¥0 拿走', '¥0'],
  ['￥0.00', '¥0.00'],
  ['０元', '0元'],
  ['0.00元', '0.00元'],
  ['零元购', '零元'],
  ['人人必得', '必得'],
  ['100% 成团', '100%成'],
  ['100％ 中奖', '100%中'],
  ['全网最低', '全网最低'],
  ['最优惠', '最优'],
  ['销量第一', '第一'],
  ['顶级好橙', '顶级'],
  ['頂級', '顶级'],
  ['转发有奖', '转发有奖'],
  ['轉發有獎', '转发有奖'],
  ['转发得 5 元', '转发得'],
  ['分享得红包', '分享得'],
  ['分享送券', '分享送'],
  ['邀请有奖', '邀请有奖'],
  ['邀请好友即得', '邀请好友即得'],
  ['佣金秒到账', '秒到账'],
  ['日入千元', '日入千'],
  ['原价 39.9', '原价'],
])('%s names %s', (text, said) => {
  const [sentence, ...rest] = forbiddenIn('活动名称', text);
  expect(rest).toEqual([]);
  expect(sentence).toContain(`活动名称里的“${said}”不能用`);
});

it.each([
  '100% 纯棉毛巾',
  '100% 中国棉',
  '100% 成熟才摘',
  '10 元 5 斤',
  '买 10 0.5 元',
  '¥0.5 一颗',
  '砍到 0.01 元',
  '满 100 元减 10 元',
  '免费送货上门',
  '免费退换',
  '独立包装免单独购买',
  '月白拿铁杯',
  '第一批头茬橙',
  '摘下第一时间发货',
  '最低 2 人成团',
  '今日入仓，明日发货',
  '面包过年礼盒',
  '分享装',
  '分享送礼都合适',
  '邀请你来尝',
  '满 3 人成团',
  '29.90元拼 5 斤',
])('%s may be said', (text) => expect(forbiddenIn('活动名称', text)).toEqual([]));

it('is found wherever a card or a page speaks of goods, and named by field', () => {
  const goods = {
    title: '最好的橙',
    caption: '免单',
    promises: ['坏果包赔', '分享得红包'],
    skus: [{ name: '5 斤' }, { name: '免费拿装' }],
  };
  expect(forbiddenOfGoods(goods).map(({ field, sku }) => [field, sku])).toEqual([
    ['title', undefined],
    ['caption', undefined],
    ['promises', undefined],
    ['name', 1],
  ]);
});
