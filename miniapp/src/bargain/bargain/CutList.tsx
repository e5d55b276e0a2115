import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { formatFen } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { Icon } from '../../components/Icon';
import { serverNow } from '../../platform/clock';
import type { Bargain } from '../words';

/** So many of the newest are shown; the others are asked for. */
const SHOWN = 8;

type Help = Bargain['helps'][number];

function Line({ help, order }: { help: Help; order: number }) {
  const { name, avatar, cut, at, own, mine } = help;
  return (
    <View className="row g12 bargain-cut">
      <Avatar avatar={avatar} name={name} size={40} />
      <View className="grow">
        <View className="f14 cut">
          {mine ? '你' : name}
          {own && <Text className="f12 c3"> · 自己先砍的</Text>}
        </View>
        <View className="f12 c3 cut">
          第 {order} 刀 · {formatWhen(at, serverNow())}
        </View>
      </View>
      <Text className="num f16 bold still">−{formatFen(cut)}</Text>
    </View>
  );
}

/** Who has cut how much, newest first. */
export function CutList({ bargain }: { bargain: Bargain }) {
  const [all, setAll] = useState(false);
  const { helps, mine } = bargain;
  const lines = helps.map((help, index) => ({ help, order: index + 1 })).reverse();
  const rest = all ? 0 : lines.length - SHOWN;
  return (
    <>
      <View className="row spread">
        <View className="f16 bold">{mine ? '谁帮了我' : '谁帮了 TA'}</View>
        <View className="row g4 bargain-sealed">
          <Icon name="lock" size={14} />
          <Text>金额已封存</Text>
        </View>
      </View>
      {lines.length === 0 && (
        <View className="f13 c2 m12">{mine ? '还没有人帮砍，发给第一位朋友吧' : '还没有人帮，等你的第一刀'}</View>
      )}
      <View className="m4">
        {(rest > 0 ? lines.slice(0, SHOWN) : lines).map(({ help, order }) => (
          <Line key={order} help={help} order={order} />
        ))}
      </View>
      {rest > 0 && (
        <View id="allCuts" className="bargain-more" role="button" onClick={() => setAll(true)}>
          看全部 {lines.length} 刀
        </View>
      )}
    </>
  );
}
