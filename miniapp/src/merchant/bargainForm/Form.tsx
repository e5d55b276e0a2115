import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { type BargainTerms, TERMS } from '../../../../shared/domain/bargain';
import { formatFen } from '../../../../shared/money';
import { Field } from '../components/Field';
import { Segments } from '../components/Filters';
import { Moment } from '../components/Moment';
import { Panel } from '../components/Panel';
import { type Draft, type Faults, type Goods, TITLE_MOST, type Typed } from './draft';

interface Props {
  draft: Draft;
  faults: Faults;
  goods: Goods;
  onChange: (part: Partial<Draft>) => void;
}

const Meaning = ({ children }: { children: ReactNode }) => <View className="f12 c3 m4">{children}</View>;

interface OneProps extends Omit<Props, 'goods'> {
  term: Typed;
  unit: string;
}

/** A term that is a number, with what it means. */
function One({ term, unit, draft, faults, onChange }: OneProps) {
  return (
    <View className="plan-field">
      <Field
        id={term}
        label={TERMS[term].name}
        value={draft[term]}
        placeholder="0"
        most={8}
        figures
        aside={<Text className="f13 c2 plan-unit">{unit}</Text>}
        error={faults[term]}
        onChange={(typed) => onChange({ [term]: typed })}
      />
      <Meaning>{TERMS[term].meaning}</Meaning>
    </View>
  );
}

type Chosen = 'ownCut' | 'shape' | 'buyAt';

interface ChosenProps<T extends string> {
  term: Chosen;
  options: ReadonlyArray<{ value: T; label: string }>;
  chosen: T;
  onChoose: (value: T) => void;
}

/** A term that is one of two, with what it means. */
function OneOf<T extends string>({ term, ...choice }: ChosenProps<T>) {
  return (
    <View className="plan-field">
      <View className="room-field-label">{TERMS[term].name}</View>
      <Segments id={term} label={TERMS[term].name} {...choice} />
      <Meaning>{TERMS[term].meaning}</Meaning>
    </View>
  );
}

/** What a value of a term is called, in the words of the rule. */
const called = <T extends Chosen>(term: T, value: BargainTerms[T]): string =>
  TERMS[term].says({ [term]: value } as unknown as BargainTerms);

/** The list price of each SKU, and the floor to be filled in. */
function Prices({ draft, faults, goods, onChange }: Props) {
  return (
    <Panel id="prices" title={TERMS.prices.name}>
      <View className="room-note">{TERMS.prices.meaning}底价留空，这个规格就不参加。</View>
      {faults.prices !== undefined && (
        <View id="pricesError" className="cd f12 m8">
          {faults.prices}
        </View>
      )}
      {goods.skus.map(({ id, name, price }) => (
        <View key={id} className="plan-sku">
          <View className="grow plan-sku-name">
            <View className="f14 two">{name}</View>
            <View className="f12 c3">
              标价 <Text className="num">{formatFen(price)}</Text>
            </View>
          </View>
          <View className="plan-sku-floor">
            <Field
              id={`floor-${id}`}
              label={`${name} 底价`}
              value={draft.floors[id] ?? ''}
              placeholder="不参加"
              most={11}
              figures
              aside={<Text className="f13 c2 plan-unit">元</Text>}
              error={faults[`floor-${id}`]}
              onChange={(typed) => onChange({ floors: { ...draft.floors, [id]: typed } })}
            />
          </View>
        </View>
      ))}
    </Panel>
  );
}

/** Every term to be filled in, each with what it means and what is wrong with it. */
export function Form(props: Props) {
  const { draft, faults, onChange } = props;
  return (
    <>
      <Panel id="about" title="活动">
        <Field
          id="title"
          label="活动名称"
          value={draft.title}
          placeholder="买家在列表和卡片上看到"
          most={TITLE_MOST}
          error={faults.title}
          onChange={(title) => onChange({ title })}
        />
        <View className="plan-fields m12">
          <Moment
            id="startsAt"
            label="开始"
            value={draft.startsAt}
            error={faults.startsAt}
            onChange={(startsAt) => onChange({ startsAt })}
          />
          <Moment
            id="endsAt"
            label="结束"
            value={draft.endsAt}
            error={faults.endsAt}
            onChange={(endsAt) => onChange({ endsAt })}
          />
        </View>
        <Meaning>到了结束时间就不能再发起；已经发起的照常砍完。</Meaning>
      </Panel>
      <Prices {...props} />
      <Panel id="cutting" title="怎么砍">
        <View className="plan-fields">
          <One {...props} term="helpers" unit="位" />
          <OneOf
            term="ownCut"
            options={[
              { value: 'yes', label: called('ownCut', true) },
              { value: 'no', label: called('ownCut', false) },
            ]}
            chosen={draft.ownCut ? 'yes' : 'no'}
            onChoose={(value) => onChange({ ownCut: value === 'yes' })}
          />
          <OneOf
            term="shape"
            options={(['frontLoaded', 'even'] as const).map((value) => ({ value, label: called('shape', value) }))}
            chosen={draft.shape}
            onChoose={(shape) => onChange({ shape })}
          />
          <One {...props} term="life" unit="小时" />
        </View>
      </Panel>
      <Panel id="buying" title="怎么买">
        <View className="plan-fields">
          <OneOf
            term="buyAt"
            options={(['floor', 'anyPrice'] as const).map((value) => ({ value, label: called('buyAt', value) }))}
            chosen={draft.buyAt}
            onChoose={(buyAt) => onChange({ buyAt })}
          />
          <One {...props} term="payWithin" unit="小时" />
          <One {...props} term="quota" unit="件" />
        </View>
      </Panel>
      <Panel id="limits" title="每人多少次">
        <View className="plan-fields">
          <One {...props} term="perPerson" unit="次" />
          <One {...props} term="helpsPerDay" unit="次" />
          <One {...props} term="helpsPerCampaign" unit="次" />
        </View>
      </Panel>
    </>
  );
}
