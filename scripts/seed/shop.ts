/** THE DEMO SHOP 山野集: what it sells, and the group buys and bargains it runs. Pictures are in `pictures/`. Prices in fen. */

import { type BargainTerms, USUAL_TERMS as USUAL_BARGAIN } from '../../shared/domain/bargain';
import { type GroupBuyTerms, USUAL_TERMS } from '../../shared/domain/groupBuy';
import { FIRST_POLICY } from '../../shared/domain/referral';
import { DEFAULT_RISK_RULES } from '../../shared/domain/risk';
import type { Bps, Fen } from '../../shared/money';
import { HOUR } from '../../shared/time';

export const MERCHANT = 'mer_shanyeji';
export const ACCOUNT = 'pac_shanyeji';
/** The stand-in knows the shop under this number, so that a later start finds the same merchant. */
export const MCHID = '1900006891';

const picture = (name: string): string => `/pictures/${name}.webp`;

export const merchant = {
  name: '山野集',
  caption: '产地直发，坏果包赔',
  logo: picture('1f33f'),
  categories: [
    { id: 'fruit', name: '当季水果' },
    { id: 'vegetable', name: '蔬菜菌菇' },
    { id: 'grain', name: '粮油蛋奶' },
    { id: 'pantry', name: '山货茶点' },
  ],
  servicePhone: '0510-85550123',
  afterSaleDays: 7,
  receiptDays: 10,
  freight: [
    {
      id: 'pantry',
      name: '常温包裹',
      by: 'weight',
      rules: [
        {
          regions: ['江苏省', '浙江省', '上海市', '安徽省'],
          first: 1000,
          firstFee: 600,
          more: 1000,
          moreFee: 150,
          freeFrom: 9900,
        },
        { regions: [], first: 1000, firstFee: 1000, more: 1000, moreFee: 300, freeFrom: 12_900 },
      ],
      notTo: ['西藏自治区', '新疆维吾尔自治区'],
    },
    {
      id: 'cold',
      name: '冷链泡沫箱',
      by: 'piece',
      rules: [{ regions: [], first: 1, firstFee: 1200, more: 2, moreFee: 600 }],
      notTo: ['西藏自治区', '新疆维吾尔自治区', '青海省', '海南省'],
    },
  ],
  pickupPoints: [
    {
      id: 'pup_meiyuan',
      name: '梅园自提点',
      address: '江苏省无锡市滨湖区梅园路 66 号便民驿站',
      hours: '每天 9:00–20:00',
      phone: '0510-85510066',
    },
  ],
  returnTo: { name: '山野集售后', phone: '13812340012', address: '江苏省无锡市惠山区阳山镇桃源路 1 号' },
  commission: {
    version: 1,
    rates: [800],
    cap: 3000,
    holdDays: 7,
    grades: [
      { name: '银牌', merit: 80_000, bonus: 100 },
      { name: '金牌', merit: 300_000, bonus: 200 },
    ],
  },
  referral: FIRST_POLICY,
  risk: { ...DEFAULT_RISK_RULES, largeAmount: 2_500 },
} as const;

export interface DemoSku {
  /** `sku_` and the product's key come before it. */
  readonly key: string;
  readonly name: string;
  readonly price: Fen;
  /** Price of one piece in the product's group buy; left out, it is sold alone only. */
  readonly groupPrice?: Fen;
  /** What a bargain cuts it down to; left out, it is not part of the product's bargain campaign. */
  readonly floorPrice?: Fen;
  readonly stock: number;
  /** Grams of one piece. */
  readonly weight?: number;
}

/** Its own terms; the rest is as usual. */
export interface DemoGroupBuy
  extends Pick<GroupBuyTerms, 'size' | 'overflow' | 'quota' | 'perOrder'>,
    Partial<Pick<GroupBuyTerms, 'least' | 'life' | 'leaderDiscount' | 'audience' | 'mayLeave' | 'chatOnly'>> {
  /** The ladder: from so many members on, every SKU costs so much less than the first price. */
  readonly steps?: readonly { readonly members: number; readonly off: Fen }[];
}

/** Its own terms; the rest is as usual. A demo that is opened every day needs room for it. */
export interface DemoBargain
  extends Pick<BargainTerms, 'helpers' | 'quota'>,
    Partial<Pick<BargainTerms, 'ownCut' | 'shape' | 'buyAt'>> {}

export interface DemoProduct {
  /** `prd_` before it is the product's id, `cmp_` its group buy's, `cmp_bargain0` its bargains'. */
  readonly key: string;
  readonly category: (typeof merchant.categories)[number]['id'];
  readonly title: string;
  readonly caption: string;
  readonly description: string;
  readonly picture: string;
  readonly promises: readonly string[];
  readonly skus: readonly DemoSku[];
  /** The shop's freight template; left out, it is delivered free of charge. */
  readonly freight?: (typeof merchant.freight)[number]['id'];
  readonly groupBuy?: DemoGroupBuy;
  readonly bargain?: DemoBargain;
  /** What promoters get of it instead of the shop's rate. */
  readonly commission?: Bps;
}

const fresh = ['坏果包赔', '48 小时内发货', '产地直发'];
const dry = ['7 天无理由', '48 小时内发货', '产地直发'];

/** In the order in which the shop shows them: group buys first. */
export const products: readonly DemoProduct[] = [
  {
    key: 'peach',
    category: 'fruit',
    title: '阳山水蜜桃',
    caption: '早上摘，当天发，软了再吃',
    description:
      '无锡阳山的湖景蜜露，七分熟时下树，到家放一两天，软了撕皮就能吃。每箱按个头装满，坏一个赔一个，拍照发来就行。',
    picture: '1f351',
    promises: fresh,
    skus: [
      { key: 'half', name: '5 斤装 约 10 个', price: 3990, groupPrice: 2990, stock: 600 },
      { key: 'full', name: '9 斤装 约 18 个', price: 6990, groupPrice: 5490, stock: 300 },
    ],
    groupBuy: { size: 3, overflow: 'anotherGroup', quota: 600, perOrder: 3 },
  },
  {
    key: 'egg',
    category: 'grain',
    title: '林下散养土鸡蛋',
    caption: '吃草籽和玉米的鸡，蛋黄立得住',
    description: '大别山林下散养，每天捡，隔天发。蛋托里一格一枚，路上碎了照数补。适合水煮和蒸蛋，放冰箱能存一个月。',
    picture: '1f95a',
    promises: ['碎蛋包赔', '48 小时内发货', '产地直发'],
    skus: [
      { key: 'thirty', name: '30 枚', price: 4580, groupPrice: 3680, stock: 400 },
      { key: 'sixty', name: '60 枚', price: 8580, groupPrice: 6980, stock: 200 },
    ],
    groupBuy: { size: 5, overflow: 'lead', quota: 400, perOrder: 2, leaderDiscount: 200, mayLeave: true },
  },
  {
    key: 'strawberry',
    category: 'fruit',
    title: '丹东红颜草莓',
    caption: '一颗一格，冰袋同行',
    description: '丹东大棚的红颜，只发当天清早摘的。单颗独立格子，泡沫箱加冰袋，隔天能到的地方才发，到不了会先告诉你。',
    picture: '1f353',
    promises: ['坏果包赔', '24 小时内发货', '冷链到家'],
    skus: [
      { key: 'two', name: '2 斤装', price: 6980, groupPrice: 5680, stock: 180 },
      { key: 'four', name: '4 斤装', price: 12_800, groupPrice: 10_800, stock: 90 },
    ],
    groupBuy: { size: 2, overflow: 'refund', quota: 200, perOrder: 2, audience: 'newcomers' },
  },
  {
    key: 'apple',
    category: 'fruit',
    title: '大凉山丑苹果',
    caption: '长得不好看，糖心是真的',
    description: '盐源高海拔果园，不套袋、不打蜡，表皮有果锈。昼夜温差大，切开常见糖心，脆甜多汁，适合一天一个。',
    picture: '1f34e',
    promises: fresh,
    skus: [
      { key: 'five', name: '5 斤装', price: 3280, groupPrice: 2580, stock: 500 },
      { key: 'ten', name: '10 斤装', price: 5680, groupPrice: 4680, stock: 260 },
    ],
    groupBuy: { size: 3, overflow: 'refund', quota: 500, perOrder: 4 },
  },
  {
    key: 'rice',
    category: 'grain',
    title: '五常稻花香大米',
    caption: '当年新米，现碾现发',
    description: '五常龙凤山的稻花香 2 号，下单后碾米，真空包成 5 斤一块。淘两遍，水比米高一指节，焖好先开锅翻一翻。',
    picture: '1f35a',
    promises: dry,
    skus: [
      { key: 'ten', name: '10 斤', price: 7980, groupPrice: 6880, stock: 300 },
      { key: 'twenty', name: '20 斤', price: 14_980, groupPrice: 12_980, stock: 150 },
    ],
    groupBuy: { size: 4, least: 3, overflow: 'anotherGroup', quota: 300, perOrder: 2, mayLeave: true },
  },
  {
    key: 'honey',
    category: 'pantry',
    title: '秦岭土蜂蜜',
    caption: '一年割一次的百花蜜',
    description:
      '秦岭南坡的中蜂，一年只割一次，封盖成熟后才取。天冷会结晶，是正常的，隔温水就化。一岁以下的宝宝不要吃。',
    picture: '1f36f',
    promises: dry,
    skus: [
      { key: 'one', name: '500 克 一瓶', price: 8800, groupPrice: 7200, floorPrice: 5900, stock: 160 },
      { key: 'two', name: '500 克 两瓶', price: 16_800, groupPrice: 13_800, floorPrice: 11_800, stock: 80 },
    ],
    groupBuy: { size: 3, overflow: 'refund', quota: 160, perOrder: 2 },
    bargain: { helpers: 7, buyAt: 'anyPrice', quota: 60 },
  },
  {
    key: 'sweetPotato',
    category: 'vegetable',
    title: '烟薯 25 号蜜薯',
    caption: '烤到流蜜，不用加糖',
    description: '山东沙地种的烟薯 25 号，挖出来先窖藏半个月再发。200 度烤一小时，皮肉分开就好了；空气炸锅 40 分钟。',
    picture: '1f360',
    promises: fresh,
    skus: [
      { key: 'five', name: '5 斤装', price: 2680, groupPrice: 1980, stock: 500 },
      { key: 'nine', name: '9 斤装', price: 3980, groupPrice: 2980, stock: 300 },
    ],
    groupBuy: { size: 2, overflow: 'anotherGroup', quota: 500, perOrder: 4 },
  },
  {
    key: 'orange',
    category: 'fruit',
    title: '赣南脐橙',
    caption: '现摘不催熟，果皮带叶香',
    description: '赣州信丰的纽荷尔，十一月后下树，不打蜡、不染色。皮薄好剥，一箱里大小略有不同，按重量装足。',
    picture: '1f34a',
    promises: fresh,
    skus: [
      { key: 'five', name: '5 斤装', price: 3380, groupPrice: 2780, stock: 500 },
      { key: 'ten', name: '10 斤装', price: 5980, groupPrice: 4980, stock: 300 },
    ],
    groupBuy: {
      size: 5,
      least: 3,
      steps: [
        { members: 4, off: 200 },
        { members: 5, off: 500 },
      ],
      overflow: 'refund',
      quota: 500,
      perOrder: 4,
    },
  },
  {
    key: 'cherry',
    category: 'fruit',
    title: '烟台美早大樱桃',
    caption: '脆口，果柄是绿的',
    description: '烟台福山的美早，果径 26 毫米以上。绿柄说明摘下不久，到手先别洗，冷藏能放四天。',
    picture: '1f352',
    promises: ['坏果包赔', '24 小时内发货', '冷链到家'],
    skus: [
      { key: 'two', name: '2 斤装', price: 7980, floorPrice: 4980, stock: 150 },
      { key: 'four', name: '4 斤装', price: 14_800, stock: 80 },
    ],
    bargain: { helpers: 5, shape: 'even', quota: 50 },
    commission: 1200,
  },
  {
    key: 'blueberry',
    category: 'fruit',
    title: '云南高原蓝莓',
    caption: '带果霜，一口一颗',
    description: '红河弥勒的高原蓝莓，果径 15 毫米以上，表面的白霜是果粉，不用搓掉。每盒 125 克，适合带去上班。',
    picture: '1fad0',
    promises: ['坏果包赔', '24 小时内发货', '冷链到家'],
    skus: [
      { key: 'four', name: '4 盒', price: 4980, stock: 200 },
      { key: 'eight', name: '8 盒', price: 8980, stock: 120 },
    ],
  },
  {
    key: 'kiwi',
    category: 'fruit',
    title: '周至徐香猕猴桃',
    caption: '到手偏硬，捏软再吃',
    description: '周至产区的徐香，酸甜都足。到手先放三五天，和苹果装一起熟得快，捏着像耳垂就能吃。',
    picture: '1f95d',
    promises: fresh,
    skus: [{ key: 'box', name: '30 枚', price: 3680, stock: 260 }],
  },
  {
    key: 'grape',
    category: 'fruit',
    title: '建水夏黑葡萄',
    caption: '无籽，皮能一起嚼',
    description: '云南建水的夏黑，日照长，上色匀。每串单独包好，掉粒在一成以内算正常，多了按斤赔。',
    picture: '1f347',
    promises: fresh,
    skus: [{ key: 'five', name: '5 斤装', price: 4580, stock: 220 }],
  },
  {
    key: 'mango',
    category: 'fruit',
    title: '三亚贵妃芒',
    caption: '红皮黄肉，核薄',
    description: '三亚崖州的树上熟贵妃芒，皮红一半就香了。到手放软，捏着有弹性再切，别进冰箱。',
    picture: '1f96d',
    promises: fresh,
    skus: [
      { key: 'five', name: '5 斤装', price: 3980, floorPrice: 1980, stock: 240 },
      { key: 'nine', name: '9 斤装', price: 6480, floorPrice: 3980, stock: 140 },
    ],
    bargain: { helpers: 3, ownCut: false, shape: 'even', quota: 80 },
  },
  {
    key: 'melon',
    category: 'fruit',
    title: '宁夏硒砂瓜',
    caption: '石头缝里长的，沙瓤',
    description: '中卫压砂地的西瓜，一亩只留两百来个。单个 8 斤上下，气柱袋加厚纸箱，裂瓜照价赔。',
    picture: '1f349',
    promises: fresh,
    skus: [{ key: 'one', name: '1 个 约 8 斤', price: 3580, stock: 180 }],
  },
  {
    key: 'lemon',
    category: 'fruit',
    title: '安岳黄柠檬',
    caption: '切片泡水，一天两片',
    description: '四川安岳的尤力克柠檬，不打蜡，盐搓一搓就能连皮用。冷藏能放一个月，切开的裹好切面。',
    picture: '1f34b',
    promises: fresh,
    skus: [{ key: 'three', name: '3 斤装', price: 1980, stock: 320 }],
  },
  {
    key: 'tomato',
    category: 'vegetable',
    title: '普罗旺斯番茄',
    caption: '能生吃，出沙带汁',
    description: '山东寿光大棚，沙瓤多汁的粉果。带一点青肩发货，放两天转红最好吃，凉拌和炒蛋都合适。',
    picture: '1f345',
    promises: fresh,
    freight: 'pantry',
    skus: [{ key: 'five', name: '5 斤装', price: 3280, stock: 300, weight: 2500 }],
  },
  {
    key: 'corn',
    category: 'vegetable',
    title: '东北白糯玉米',
    caption: '真空装，煮十分钟',
    description: '吉林黑土地的白糯玉米，摘下四小时内蒸熟封袋。冷水下锅，水开再煮十分钟，糯而不粘牙。',
    picture: '1f33d',
    promises: dry,
    freight: 'pantry',
    skus: [
      { key: 'eight', name: '8 根', price: 2980, stock: 300, weight: 1000 },
      { key: 'sixteen', name: '16 根', price: 4980, stock: 200, weight: 1000 },
    ],
  },
  {
    key: 'potato',
    category: 'vegetable',
    title: '定西黄心土豆',
    caption: '起沙，炖和烤都香',
    description: '甘肃定西旱地的黄心土豆，淀粉足。带泥发货好存放，放阴凉处，别见光，发芽的不要吃。',
    picture: '1f954',
    promises: fresh,
    freight: 'pantry',
    skus: [{ key: 'nine', name: '9 斤装', price: 2380, stock: 400, weight: 4500 }],
  },
  {
    key: 'carrot',
    category: 'vegetable',
    title: '沙地水果胡萝卜',
    caption: '洗净就能当零嘴',
    description: '厦门翔安沙地种的，个头匀，甜脆没有药味。冷藏两周不蔫，缨子摘掉再放。',
    picture: '1f955',
    promises: fresh,
    freight: 'pantry',
    skus: [{ key: 'five', name: '5 斤装', price: 2180, stock: 260, weight: 2500 }],
  },
  {
    key: 'cabbage',
    category: 'vegetable',
    title: '高山娃娃菜',
    caption: '海拔 2600 米，霜打过',
    description: '甘肃榆中的高山娃娃菜，霜后采收，芯黄味甜。一棵一袋，清炒、上汤、涮锅都行。',
    picture: '1f96c',
    promises: fresh,
    freight: 'pantry',
    skus: [{ key: 'six', name: '6 棵', price: 1880, stock: 240, weight: 1000 }],
  },
  {
    key: 'mushroom',
    category: 'vegetable',
    title: '庆元鲜香菇',
    caption: '肉厚，清早采',
    description: '浙江庆元的段木香菇，菇盖厚，没完全张开时采下。冷链到家，三天内吃完最香，吃不完切片冻起来。',
    picture: '1f344',
    promises: ['坏果包赔', '24 小时内发货', '冷链到家'],
    freight: 'pantry',
    skus: [{ key: 'two', name: '2 斤装', price: 2680, stock: 160, weight: 1000 }],
  },
  {
    key: 'broccoli',
    category: 'vegetable',
    title: '松花西兰花',
    caption: '花球紧，焯水两分钟',
    description: '浙江临海的露天西兰花，清早割下，冰袋同行。盐水泡十分钟，焯两分钟过凉水，颜色不变。',
    picture: '1f966',
    promises: fresh,
    freight: 'pantry',
    skus: [{ key: 'four', name: '4 颗', price: 2480, stock: 200, weight: 1000 }],
  },
  {
    key: 'milk',
    category: 'grain',
    title: '牧场低温鲜牛奶',
    caption: '挤奶到装瓶不过夜',
    description: '呼伦贝尔牧场，巴氏杀菌，只能放冷藏，保质期 7 天。每周二、周五发，到货时冰袋应当还没化完。',
    picture: '1f95b',
    promises: ['漏奶包赔', '冷链到家', '每周二、周五发'],
    skus: [{ key: 'three', name: '950 毫升 × 3 瓶', price: 5980, groupPrice: 4980, stock: 120 }],
    groupBuy: { size: 6, least: 3, life: 12 * HOUR, overflow: 'refund', quota: 90, perOrder: 2, chatOnly: true },
  },
  {
    key: 'oil',
    category: 'grain',
    title: '陇南初榨橄榄油',
    caption: '当季鲜榨，有点辣嗓子',
    description: '甘肃武都的油橄榄，采后 24 小时内冷榨。青草香带一点辛辣是新油的样子，凉拌最好，别大火久炒。',
    picture: '1fad2',
    promises: dry,
    freight: 'pantry',
    skus: [{ key: 'bottle', name: '500 毫升', price: 9800, stock: 140, weight: 500 }],
  },
  {
    key: 'bread',
    category: 'grain',
    title: '全麦老面吐司',
    caption: '配料只有五样',
    description: '全麦粉、水、老面、盐、一点黄油，没有别的。当天烤当天发，常温两天，切片冷冻能放三周。',
    picture: '1f35e',
    promises: ['当天现烤', '24 小时内发货', '坏了包赔'],
    freight: 'pantry',
    skus: [{ key: 'two', name: '2 条 共 900 克', price: 3280, stock: 90, weight: 900 }],
  },
  {
    key: 'tea',
    category: 'pantry',
    title: '明前龙井',
    caption: '一芽一叶，豆花香',
    description: '新昌高山茶园，清明前手采，辉锅炒干。80 度水，先放水后投茶，第二泡最好喝。开封后放冰箱。',
    picture: '1f375',
    promises: dry,
    freight: 'pantry',
    skus: [
      { key: 'small', name: '50 克 一罐', price: 12_800, stock: 100, weight: 50 },
      { key: 'large', name: '100 克 一罐', price: 23_800, stock: 60, weight: 100 },
    ],
  },
  {
    key: 'chestnut',
    category: 'pantry',
    title: '迁西生板栗',
    caption: '皮好剥，蒸熟就甜',
    description: '河北迁西的油栗，个头不大，粉糯。开口后蒸二十分钟，趁热剥；吃不完的带壳冷冻。',
    picture: '1f330',
    promises: dry,
    freight: 'pantry',
    skus: [{ key: 'three', name: '3 斤装', price: 3980, stock: 260, weight: 1500 }],
  },
  {
    key: 'peanut',
    category: 'pantry',
    title: '柴火炒花生',
    caption: '带壳，沙炒，不放香精',
    description: '山东临沂的小粒红皮花生，大铁锅加沙子慢炒。只用盐水泡过，越嚼越香，密封能放两个月。',
    picture: '1f95c',
    promises: dry,
    freight: 'pantry',
    skus: [{ key: 'three', name: '3 斤装', price: 2680, stock: 300, weight: 1500 }],
  },
  {
    key: 'cookie',
    category: 'pantry',
    title: '桂花核桃酥',
    caption: '猪油起酥，一碰掉渣',
    description: '桂林的金桂，云南的薄皮核桃，手工按出来的酥饼。甜度减了三成，配茶正好，独立小袋装。',
    picture: '1f36a',
    promises: dry,
    freight: 'pantry',
    skus: [{ key: 'box', name: '12 枚 一盒', price: 3680, stock: 200, weight: 1000 }],
  },
  {
    key: 'mooncake',
    category: 'pantry',
    title: '苏式鲜肉月饼',
    caption: '现包现发，回炉十分钟',
    description: '苏州老师傅手包，酥皮二十层，猪腿肉馅。冷冻发货，180 度烤十分钟，肉汁会烫嘴，慢一点。',
    picture: '1f96e',
    promises: ['冷链到家', '48 小时内发货', '坏了包赔'],
    freight: 'pantry',
    skus: [{ key: 'eight', name: '8 枚', price: 4880, stock: 160, weight: 1000 }],
  },
];

export const productId = (key: string): string => `prd_${key}`;
export const campaignId = (key: string): string => `cmp_${key}`;
export const bargainCampaignId = (key: string): string => `cmp_bargain0${key}`;
export const skuId = (product: string, sku: string): string =>
  `sku_${product}${sku.charAt(0).toUpperCase()}${sku.slice(1)}`;

/** The terms of a product's group buy, as its first edition freezes them. */
export function termsOf({ key, skus }: DemoProduct, { steps = [], ...own }: DemoGroupBuy): GroupBuyTerms {
  const priced = skus.flatMap(({ key: sku, groupPrice }) =>
    groupPrice === undefined ? [] : [{ id: skuId(key, sku), groupPrice }],
  );
  const pricesLess = (off: Fen) => Object.fromEntries(priced.map(({ id, groupPrice }) => [id, groupPrice - off]));
  const ladder = steps.map(({ members, off }) => ({ members, prices: pricesLess(off) }));
  return { ...USUAL_TERMS, prices: pricesLess(0), ladder, ...own };
}

/** The terms of a product's bargains, as their first edition freezes them. */
export function bargainTermsOf({ key, skus }: DemoProduct, own: DemoBargain): BargainTerms {
  const prices = skus.flatMap(({ key: sku, price, floorPrice }) =>
    floorPrice === undefined ? [] : [[skuId(key, sku), { list: price, floor: floorPrice }] as const],
  );
  return { ...USUAL_BARGAIN, perPerson: 10, helpsPerCampaign: 30, prices: Object.fromEntries(prices), ...own };
}
