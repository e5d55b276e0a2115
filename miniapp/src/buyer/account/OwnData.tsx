import { View } from '@tarojs/components';
import { useState } from 'react';
import type { Input, Output } from '../../../../shared/contracts/contracts';
import type { Result } from '../../../../shared/result';
import { dayOf } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { toast } from '../../platform/notice';
import { handOver } from '../../platform/ownData';
import { isH5 } from '../../platform/target';

type Section = Input<'person.export'>['section'];
type Item = Output<'person.export'>['items'][number];

/** In the order in which they stand in the file; one that is missing here does not compile. */
const SECTIONS = Object.keys({
  profile: 1,
  orders: 1,
  afterSales: 1,
  carts: 1,
  groups: 1,
  bargains: 1,
  helps: 1,
  shares: 1,
  visits: 1,
  bindings: 1,
  commissions: 1,
  withdrawals: 1,
  wallets: 1,
  sessions: 1,
  memberships: 1,
  pictures: 1,
} satisfies Record<Section, 1>) as Section[];

/** All pages of all sections. */
async function gather(): Promise<Result<string, Problem>> {
  const file: Partial<Record<Section, Item[]>> = {};
  for (const section of SECTIONS) {
    const items: Item[] = [];
    let cursor: string | undefined;
    do {
      const page = await call('person.export', { section, cursor });
      if (!page.ok) return page;
      items.push(...page.value.items);
      cursor = page.value.nextCursor;
    } while (cursor !== undefined);
    file[section] = items;
  }
  return { ok: true, value: JSON.stringify(file, null, 2) };
}

/** 带走我的数据: gathered first, handed over by a second tap, since WeChat sends a file only in the turn of one. */
export function OwnData() {
  const [busy, setBusy] = useState(false);
  const [text, setText] = useState<string>();

  async function prepare(): Promise<void> {
    setBusy(true);
    const gathered = await gather();
    setBusy(false);
    if (gathered.ok) setText(gathered.value);
    else toast(gathered.refusal.message);
  }

  async function take(): Promise<void> {
    const name = `pinkan-${dayOf(serverNow())}.json`;
    if (text !== undefined && !(await handOver(name, text))) toast('没有发出去，可以再试一次');
  }

  return (
    <View className="card">
      <View className="f16 bold">带走我的数据</View>
      <View className="f13 c2 m8">
        资料、地址、购物车、订单、售后、拼团、分享、打开过的分享、佣金、登录的设备：关于你的全部内容，一个 JSON
        文件，金额以分计。
      </View>
      <View className="m12">
        {text === undefined ? (
          <Btn id="gather" kind="line" size="m" busy={busy} onClick={() => void prepare()}>
            {busy ? '正在整理…' : '整理一份'}
          </Btn>
        ) : (
          <Btn id="take" kind="tint" size="m" onClick={() => void take()}>
            {isH5 ? '下载' : '发给自己'}
          </Btn>
        )}
      </View>
    </View>
  );
}
