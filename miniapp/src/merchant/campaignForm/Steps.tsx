import { Text, View } from '@tarojs/components';
import { asButton, Btn } from '../../components/Btn';
import { Field } from '../components/Field';
import { Panel } from '../components/Panel';
import type { Draft, FormProps } from './draft';
import { KINDS } from './kinds';

/** Most steps that a ladder has beyond the first price. */
const STEPS_MOST = 4;

/** Further steps of a ladder: from so many members on, each SKU that takes part costs less. */
export function Steps({ kind, draft, faults, goods, onChange }: FormProps) {
  const { table, price } = KINDS[kind];
  const { steps } = draft;
  const set = (place: number, step: Draft['steps'][number]) =>
    onChange({ steps: steps.map((one, at) => (at === place ? step : one)) });
  const taking = goods.skus.filter(({ id }) => (draft.prices[id]?.trim() ?? '') !== '');
  return (
    <Panel id="ladder" title={table.ladder?.name} sub="不设也可以">
      <View className="room-note">{table.ladder?.meaning}</View>
      {faults.ladder !== undefined && (
        <View id="ladderError" className="cd f12 m8">
          {faults.ladder}
        </View>
      )}
      {steps.map((step, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
        <View key={place} className="plan-step">
          <View className="plan-step-head">
            <Text className="f13 bold grow">再降一档</Text>
            <View
              id={`stepOff-${place}`}
              className="chart-way"
              {...asButton}
              onClick={() => onChange({ steps: steps.filter((_, at) => at !== place) })}
            >
              <Text>去掉</Text>
            </View>
          </View>
          <View className="plan-fields">
            <Field
              id={`stepMembers-${place}`}
              label="满几人"
              value={step.members}
              placeholder="0"
              most={3}
              figures
              aside={<Text className="f13 c2 plan-unit">人</Text>}
              onChange={(members) => set(place, { ...step, members })}
            />
            {taking.map(({ id, name }) => (
              <Field
                key={id}
                id={`stepPrice-${place}-${id}`}
                label={`${name} ${price.label}`}
                value={step.prices[id] ?? ''}
                placeholder="0.00"
                most={11}
                figures
                aside={<Text className="f13 c2 plan-unit">元</Text>}
                onChange={(typed) => set(place, { ...step, prices: { ...step.prices, [id]: typed } })}
              />
            ))}
          </View>
        </View>
      ))}
      {steps.length < STEPS_MOST && (
        <View className="m12">
          <Btn
            id="stepOn"
            kind="line"
            size="s"
            onClick={() => onChange({ steps: [...steps, { members: '', prices: {} }] })}
          >
            加一档
          </Btn>
        </View>
      )}
    </Panel>
  );
}
