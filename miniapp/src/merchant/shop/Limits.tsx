import { Text, View } from '@tarojs/components';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { call } from '../../platform/api';
import { Facts } from '../components/Facts';
import { Field } from '../components/Field';
import { Panel } from '../components/Panel';
import { useDraft } from '../hooks/useDraft';
import type { ShopDetail } from '../words/platform';
import { type Draft, draftOf, faultsOf, LIMITS, limitsOf, usedWords } from './draft';

/** How much the shop has of what it may have, and the limits written anew. */
export function Limits({ shop, again }: { shop: ShopDetail; again: () => Promise<void> }) {
  const { id: merchantId, limits } = shop;
  const { version } = limits;
  const { draft, over, busy, problem, begin, change, drop, save } = useDraft<Draft>(again);
  const facts = <Facts facts={LIMITS.map(({ id, label }) => [label, usedWords(shop, id)] as const)} />;
  if (draft === undefined) {
    return (
      <Panel
        id="limits"
        title="上限"
        sub="用了 / 最多"
        aside={
          <Btn id="editLimits" kind="line" size="s" onClick={() => begin(draftOf(limits), version)}>
            修改
          </Btn>
        }
      >
        {facts}
      </Panel>
    );
  }
  const faults = faultsOf(draft);
  const wrong = Object.keys(faults).length;
  const same = JSON.stringify(draft) === JSON.stringify(draftOf(limits));
  return (
    <Panel id="limits" title="上限" sub="调低不拿走已经有的">
      {version !== over && (
        <>
          <View id="overtaken" className="room-notice">
            <Icon name="alert" size={16} />
            <View className="grow">刚刚有人存了新的，就是下面这些。你写的还在它后面，看过再存。</View>
          </View>
          {facts}
        </>
      )}
      {problem && (
        <View id="saveProblem" className="room-notice">
          <Icon name="alert" size={16} />
          <View className="grow">没有存：{problem.message}</View>
        </View>
      )}
      {LIMITS.map(({ id, label, unit, does }) => (
        <View key={id} className="m12">
          <Field
            id={id}
            label={label}
            value={draft[id]}
            placeholder="必填"
            most={6}
            figures
            aside={<Text className="f13 c2 shop-unit">{unit}</Text>}
            error={faults[id]}
            onChange={(typed) => change({ [id]: typed })}
          />
          <View className="f12 c3 m4">{does}</View>
        </View>
      ))}
      <View className="room-acts m16">
        <Btn id="limitsNot" kind="line" onClick={drop}>
          先不改
        </Btn>
        <Btn
          id="saveLimits"
          busy={busy}
          disabled={!busy && (wrong > 0 || same)}
          onClick={() =>
            void save(() => call('platform.setLimits', { merchantId, version, limits: limitsOf(draft) }), '存好了')
          }
        >
          {wrong > 0 ? `${wrong} 处要改` : same ? '和现在一样' : '保存'}
        </Btn>
      </View>
    </Panel>
  );
}
