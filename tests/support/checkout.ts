/** What somebody does on the way to an order, in a browser. */
import type { Tab } from './browser';

/** From a confirmation without an address to one with it: 无锡市滨湖区 unless told otherwise, by the codes of its parts. */
export async function giveAddress(tab: Tab, name: string, region = [320000, 320200, 320211]): Promise<void> {
  await tab.tap('fillAddress');
  await tab.shows('保存并使用');
  await tab.type('addressName', name);
  await tab.type('addressPhone', '13800001111');
  await tab.tap('addressRegion');
  for (const code of region) await tab.tap(`region-${code}`);
  await tab.type('addressDetail', '阳山镇桃源路 1 号');
  await tab.tap('save');
  await tab.shows('微信支付 ¥');
}
