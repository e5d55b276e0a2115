import { Text, View } from '@tarojs/components';
import { Btn } from '../../components/Btn';
import { Field } from '../components/Field';
import { Panel } from '../components/Panel';
import { levelWord } from '../words/commissionPolicy';
import { type Draft, type DraftGrade, type Fault, newGrade } from './draft';

const GRADES_MAX = 6;

interface NumberProps {
  id: string;
  label: string;
  unit: string;
  value: string;
  fault: Fault | undefined;
  onChange: (typed: string) => void;
}

function NumberField({ id, label, unit, value, fault, onChange }: NumberProps) {
  return (
    <Field
      id={id}
      label={label}
      value={value}
      placeholder="0"
      most={11}
      figures
      aside={<Text className="f13 c2">{unit}</Text>}
      error={fault?.at === id ? fault.words : undefined}
      onChange={onChange}
    />
  );
}

interface GradeProps {
  grade: DraftGrade;
  place: number;
  fault: Fault | undefined;
  onChange: (part: Partial<DraftGrade>) => void;
  onRemove: () => void;
}

function GradeFields({ grade: { name, merit, bonus }, place, fault, onChange, onRemove }: GradeProps) {
  const nameId = `gradeName-${place}`;
  return (
    <View className="grade grade-fields">
      <Field
        id={nameId}
        label="名称"
        value={name}
        placeholder="银牌"
        most={8}
        error={fault?.at === nameId ? fault.words : undefined}
        onChange={(typed) => onChange({ name: typed })}
      />
      <NumberField
        id={`gradeMerit-${place}`}
        label="卖出且没退的货款满"
        unit="元"
        value={merit}
        fault={fault}
        onChange={(typed) => onChange({ merit: typed })}
      />
      <NumberField
        id={`gradeBonus-${place}`}
        label="一级多"
        unit="%"
        value={bonus}
        fault={fault}
        onChange={(typed) => onChange({ bonus: typed })}
      />
      <View className="grade-out">
        <Btn id={`gradeRemove-${place}`} kind="line" size="s" onClick={onRemove}>
          去掉
        </Btn>
      </View>
    </View>
  );
}

interface Props {
  draft: Draft;
  fault: Fault | undefined;
  onChange: (part: Partial<Draft>) => void;
}

const changed = <T,>(list: readonly T[], place: number, to: T): T[] => list.map((one, at) => (at === place ? to : one));

/** The policy as fields: rates by level, cap, days, grades. */
export function Form({ draft, fault, onChange }: Props) {
  const { rates, cap, holdDays, grades } = draft;
  return (
    <Panel id="form" title="改规则">
      <View className="rule-fields">
        {rates.map((rate, index) => (
          <NumberField
            // biome-ignore lint/suspicious/noArrayIndexKey: a level is its place
            key={index}
            id={`rate-${index}`}
            label={
              rates.length === 1
                ? '推荐人得实付货款的'
                : `${levelWord(index + 1)}：${index === 0 ? '推荐人' : '推荐人的推荐人'}`
            }
            unit="%"
            value={rate}
            fault={fault}
            onChange={(typed) => onChange({ rates: changed(rates, index, typed) })}
          />
        ))}
        <NumberField
          id="cap"
          label="各级加起来最多"
          unit="%"
          value={cap}
          fault={fault}
          onChange={(typed) => onChange({ cap: typed })}
        />
        <NumberField
          id="holdDays"
          label="签收后冻结"
          unit="天"
          value={holdDays}
          fault={fault}
          onChange={(typed) => onChange({ holdDays: typed })}
        />
      </View>
      <View className="rule-value m16">等级</View>
      <View className="room-note">按卖出且没退的货款升级，只加在一级上。自己买的、带来的人数都不算。</View>
      {grades.map((grade, place) => (
        <GradeFields
          key={grade.key}
          grade={grade}
          place={place}
          fault={fault}
          onChange={(part) => onChange({ grades: changed(grades, place, { ...grade, ...part }) })}
          onRemove={() => onChange({ grades: grades.filter((one) => one !== grade) })}
        />
      ))}
      {fault?.at === 'grades' && (
        <View id="gradesError" className="cd f12 m8">
          {fault.words}
        </View>
      )}
      {grades.length < GRADES_MAX && (
        <View className="m12">
          <Btn id="gradeAdd" kind="line" size="s" onClick={() => onChange({ grades: [...grades, newGrade(grades)] })}>
            加一个等级
          </Btn>
        </View>
      )}
    </Panel>
  );
}
