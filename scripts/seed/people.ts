/** WHO LIVES AROUND THE DEMO SHOP. Anybody here can sign in on the test sign-in; the first is who DevTools becomes. */
import type { AddressDoc } from '../../functions/store/collections';

export interface DemoPerson {
  /** Under this the stand-in knows them: the test sign-in's name for them. */
  readonly id: string;
  readonly name: string;
  /** A file of `pictures/`. */
  readonly face: string;
  /** Left out for those who give their address with their first order. */
  readonly address?: Omit<AddressDoc, 'name'>;
}

const wuxi = ['江苏省', '无锡市', '滨湖区'];
const hangzhou = ['浙江省', '杭州市', '西湖区'];
const chengdu = ['四川省', '成都市', '武侯区'];

export const people: readonly DemoPerson[] = [
  {
    id: 'xiaoman',
    name: '周小满',
    face: '1f469-1f3fb',
    address: { phone: '13812340001', region: wuxi, detail: '蠡湖家园 12 幢 301' },
  },
  {
    id: 'ajie',
    name: '阿杰',
    face: '1f468-1f3fb',
    address: { phone: '13812340002', region: wuxi, detail: '梅园路 88 号 2 单元 602' },
  },
  {
    id: 'linjie',
    name: '林姐',
    face: '1f469-1f3fb-200d-1f9b1',
    address: { phone: '13812340003', region: wuxi, detail: '太湖花园 5 幢 1102' },
  },
  {
    id: 'laochen',
    name: '老陈',
    face: '1f9d4-1f3fb',
    address: { phone: '13812340004', region: hangzhou, detail: '文三路 20 号 3 幢 405' },
  },
  {
    id: 'sumei',
    name: '苏梅',
    face: '1f471-1f3fb-200d-2640-fe0f',
    address: { phone: '13812340005', region: hangzhou, detail: '古墩路 131 号 7 幢 801' },
  },
  {
    id: 'dawei',
    name: '大伟',
    face: '1f468-1f3fb-200d-1f4bc',
    address: { phone: '13812340006', region: hangzhou, detail: '留和路 9 号 1 幢 1503' },
  },
  {
    id: 'fangyi',
    name: '方姨',
    face: '1f475-1f3fb',
    address: { phone: '13812340007', region: chengdu, detail: '玉林东路 6 号 2 单元 4 楼' },
  },
  {
    id: 'xubo',
    name: '许伯',
    face: '1f474-1f3fb',
    address: { phone: '13812340008', region: chengdu, detail: '玉林东路 6 号 2 单元 4 楼' },
  },
  {
    id: 'aqiu',
    name: '阿秋',
    face: '1f469-1f3fb-200d-1f373',
    address: { phone: '13812340009', region: chengdu, detail: '科华北路 60 号 9 幢 702' },
  },
  {
    id: 'heyi',
    name: '何一',
    face: '1f9d1-1f3fb',
    address: { phone: '13812340010', region: wuxi, detail: '湖滨街 15 号 18 幢 1001' },
  },
  // These two have never bought anything: their first order asks for the address.
  { id: 'xiaoyu', name: '小雨', face: '1f467-1f3fb' },
  { id: 'luyi', name: '陆一', face: '1f468-1f3fb-200d-1f393' },
  {
    id: 'zhanggui',
    name: '吴掌柜',
    face: '1f468-1f3fb-200d-1f33e',
    address: { phone: '13812340012', region: wuxi, detail: '阳山镇桃源路 1 号' },
  },
  // These two came by links of the owner's.
  { id: 'guqing', name: '顾晴', face: '1f471-1f3fb-200d-2640-fe0f' },
  { id: 'xiaoqin', name: '小秦', face: '1f9d1-1f3fb' },
  // Looks after all shops.
  { id: 'pingtai', name: '何姐', face: '1f469-1f3fb-200d-1f373' },
];

/** Operates the platform, and works for no shop. */
export const platformOperator = 'pingtai';
/** Owns the shop: ships its orders. */
export const owner = 'zhanggui';
/** Looks after its campaigns. */
export const operator = 'guqing';
/** Packs. */
export const shipper = 'xiaoqin';
