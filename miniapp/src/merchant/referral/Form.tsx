import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { Choice } from '../components/Choice';
import { Field } from '../components/Field';
import { Panel } from '../components/Panel';
import { replacedMeaning, whenMeaning, whenWord, whomMeaning, whomWord } from '../words/referral';
import { type Draft, type Fault, termsOf } from './draft';

interface GroupProps {
  title: string;
  children: ReactNode;
}

function Group({ title, children }: GroupProps) {
  return (
    <View className="policy-group">
      <View className="policy-name">{title}</View>
      <View className="choices" role="radiogroup" aria-label={title}>
        {children}
      </View>
    </View>
  );
}

interface DaysProps {
  id: 'days' | 'protectedDays';
  label: string;
  draft: Draft;
  fault: Fault | undefined;
  onChange: (part: Partial<Draft>) => void;
}

function Days({ id, label, draft, fault, onChange }: DaysProps) {
  return (
    <View className="policy-days">
      <Field
        id={id}
        label={label}
        value={draft[id]}
        placeholder="几天"
        most={5}
        figures
        aside={<Text className="f13 c2">天</Text>}
        error={fault?.at === id ? fault.words : undefined}
        onChange={(typed) => onChange({ [id]: typed })}
      />
    </View>
  );
}

interface Props {
  draft: Draft;
  fault: Fault | undefined;
  onChange: (part: Partial<Draft>) => void;
}

/** The policy as choices, each with what it brings about. */
export function Form({ draft, fault, onChange }: Props) {
  const { whom, when, forGood, replaced } = draft;
  const days = { draft, fault, onChange };
  const meaning = (part: Partial<Draft>) => [replacedMeaning(termsOf({ ...draft, ...part }))];
  return (
    <Panel id="form" title="改规则">
      <Group title="锁谁">
        {(['everyone', 'newcomers'] as const).map((one) => (
          <Choice
            key={one}
            id={`whom-${one}`}
            chosen={one === whom}
            title={whomWord[one]}
            words={[whomMeaning[one]]}
            onChoose={() => onChange({ whom: one })}
          />
        ))}
      </Group>
      <Group title="什么时候锁">
        {(['firstOpen', 'firstOrder'] as const).map((one) => (
          <Choice
            key={one}
            id={`when-${one}`}
            chosen={one === when}
            title={whenWord[one]}
            words={[whenMeaning[one]]}
            onChoose={() => onChange({ when: one })}
          />
        ))}
      </Group>
      <Group title="锁多久">
        <Choice
          id="forGood"
          chosen={forGood}
          title="终身"
          words={['锁了就一直有效，以后每一单都算']}
          onChoose={() => onChange({ forGood: true })}
        />
        <Choice
          id="forDays"
          chosen={!forGood}
          title="若干天"
          words={['从锁的那一刻算起，过了再下单就不算']}
          onChoose={() => onChange({ forGood: false })}
        />
        {!forGood && <Days id="days" label="锁几天" {...days} />}
      </Group>
      <Group title="换不换人">
        <Choice
          id="replaced-never"
          chosen={replaced === 'never'}
          title="一直不换"
          words={meaning({ replaced: 'never' })}
          onChoose={() => onChange({ replaced: 'never' })}
        />
        <Choice
          id="replaced-afterExpiry"
          chosen={replaced === 'afterExpiry'}
          title="到期后可以换"
          words={meaning({ replaced: 'afterExpiry' })}
          onChoose={() => onChange({ replaced: 'afterExpiry' })}
        />
        {fault?.at === 'replaced' && (
          <View id="replacedError" className="cd f12 policy-error">
            {fault.words}
          </View>
        )}
        <Choice
          id="replaced-lastClick"
          chosen={replaced === 'lastClick'}
          title="保护期后，以最后打开的为准"
          words={['保护期里不换，过后归最后打开的那个分享']}
          onChoose={() => onChange({ replaced: 'lastClick' })}
        />
        {replaced === 'lastClick' && <Days id="protectedDays" label="保护几天" {...days} />}
      </Group>
    </Panel>
  );
}
