import { Text } from '@tarojs/components';
import { Field } from '../components/Field';
import { Segments } from '../components/Filters';
import { Panel } from '../components/Panel';
import type { CampaignKind } from '../words/campaign';
import type { Draft, Faults } from './draft';

interface Props {
  draft: Draft;
  faults: Faults;
  /** It is of a campaign that is there, whose kind is settled. */
  settled: boolean;
  onChange: (part: Partial<Draft>) => void;
}

interface OneProps extends Omit<Props, 'settled'> {
  name: Exclude<keyof Draft, 'kind'>;
  label: string;
  unit: string;
}

const One = ({ name, label, unit, draft, faults, onChange }: OneProps) => (
  <Field
    id={name}
    label={label}
    value={draft[name]}
    placeholder="0"
    most={11}
    figures
    aside={<Text className="f13 c2">{unit}</Text>}
    error={faults[name]}
    onChange={(typed) => onChange({ [name]: typed })}
  />
);

/** What one piece is sold for, and what it costs. */
export function Form({ settled, ...props }: Props) {
  const { draft, onChange } = props;
  const group = draft.kind === 'groupBuy';
  return (
    <Panel
      id="deal"
      title="卖什么"
      aside={
        !settled && (
          <Segments<CampaignKind>
            id="kind"
            label="活动种类"
            options={[
              { value: 'groupBuy', label: '拼团' },
              { value: 'bargain', label: '砍价' },
            ]}
            chosen={draft.kind}
            onChoose={(kind) => onChange({ kind })}
          />
        )
      }
    >
      <One {...props} name="price" label={group ? '团价' : '底价'} unit="元" />
      <One {...props} name="cost" label="一件的成本" unit="元" />
      <One {...props} name="commission" label="各级佣金合计" unit="%" />
      {group && <One {...props} name="size" label="成团人数" unit="人" />}
      {group && <One {...props} name="leaderDiscount" label="团长优惠" unit="元" />}
      <One {...props} name="most" label="最多卖" unit="件" />
    </Panel>
  );
}
