import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { formatFen } from '../../../../shared/money';
import { Choice } from '../components/Choice';
import { Field } from '../components/Field';
import { Segments } from '../components/Filters';
import { Moment } from '../components/Moment';
import { Panel } from '../components/Panel';
import type { CampaignKind } from '../words/campaign';
import { type FormProps, TITLE_MOST } from './draft';
import { type FieldSpec, KINDS, optionWords } from './kinds';
import { Steps } from './Steps';

const Meaning = ({ children }: { children: ReactNode }) => <View className="f12 c3 m4">{children}</View>;

interface OptionsProps {
  id: string;
  label: string;
  options: ReadonlyArray<{ value: string; label: string }>;
  chosen: string;
  onChoose: (value: string) => void;
}

const optionsOf = (kind: CampaignKind, term: string, { options }: Extract<FieldSpec, { as: 'choice' }>) =>
  options.map((value) => ({ value, label: optionWords(KINDS[kind], term, value) }));

/** Longer ones stand below each other. */
const SHORT = 10;

function Options({ id, label, options, chosen, onChoose }: OptionsProps) {
  if (options.every((one) => one.label.length <= SHORT)) {
    return <Segments id={id} label={label} options={options} chosen={chosen} onChoose={onChoose} />;
  }
  return (
    <View className="choices" role="radiogroup" aria-label={label}>
      {options.map((one) => (
        <Choice
          key={one.value}
          id={`${id}-${one.value}`}
          chosen={one.value === chosen}
          title={one.label}
          words={[]}
          onChoose={() => onChoose(one.value)}
        />
      ))}
    </View>
  );
}

/** One term, as its kind has it filled in, with what it means. */
function TermField({ term, kind, draft, faults, onChange }: Omit<FormProps, 'goods'> & { term: string }) {
  const spec = KINDS[kind].fields[term];
  const rule = KINDS[kind].table[term];
  if (!spec || !rule) return null;
  const typed = draft.values[term] ?? '';
  const change = (value: string) => onChange({ values: { ...draft.values, [term]: value } });
  return (
    <View className="plan-field">
      {spec.as === 'number' ? (
        <Field
          id={term}
          label={rule.name}
          value={typed}
          placeholder={spec.blank ? '不设' : '0'}
          most={8}
          figures
          aside={<Text className="f13 c2 plan-unit">{spec.unit}</Text>}
          error={faults[term]}
          onChange={change}
        />
      ) : (
        <>
          <View className="room-field-label">{rule.name}</View>
          <Options id={term} label={rule.name} options={optionsOf(kind, term, spec)} chosen={typed} onChoose={change} />
          {faults[term] !== undefined && (
            <View id={`${term}Error`} className="cd f12 m4">
              {faults[term]}
            </View>
          )}
        </>
      )}
      <Meaning>{rule.meaning}</Meaning>
    </View>
  );
}

/** What each SKU costs alone, and the price of the campaign to be filled in. */
function Prices({ kind, draft, faults, goods, onChange }: FormProps) {
  const { table, price: words } = KINDS[kind];
  return (
    <Panel id="prices" title={table.prices?.name}>
      <View className="room-note">
        {table.prices?.meaning}
        {words.label}留空，这个规格就不参加。
      </View>
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
              {words.beside} <Text className="num">{formatFen(price)}</Text>
            </View>
          </View>
          <View className="plan-sku-price">
            <Field
              id={`price-${id}`}
              label={`${name} ${words.label}`}
              value={draft.prices[id] ?? ''}
              placeholder="不参加"
              most={11}
              figures
              aside={<Text className="f13 c2 plan-unit">元</Text>}
              error={faults[`price-${id}`]}
              onChange={(typed) => onChange({ prices: { ...draft.prices, [id]: typed } })}
            />
          </View>
        </View>
      ))}
    </Panel>
  );
}

/** Every term to be filled in, each with what it means and what is wrong with it. */
export function Form(props: FormProps) {
  const { kind, draft, faults, onChange } = props;
  const { sections, ladder, noun } = KINDS[kind];
  return (
    <>
      <Panel id="about" title="活动">
        <Field
          id="title"
          label="活动名称"
          value={draft.title}
          placeholder="店里的人靠它认出这场活动"
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
        <Meaning>开始时间在以后，就到时候自动开始。到了结束时间就不能再开始新的{noun}；已经开始的照常走完。</Meaning>
      </Panel>
      <Prices {...props} />
      {ladder && <Steps {...props} />}
      {sections.map(({ id, title, terms }) => (
        <Panel key={id} id={id} title={title}>
          <View className="plan-fields">
            {terms.map((term) => (
              <TermField key={term} term={term} {...props} />
            ))}
          </View>
        </Panel>
      ))}
    </>
  );
}
