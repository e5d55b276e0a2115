import { Text, View } from '@tarojs/components';
import { Field } from '../components/Field';
import { Segments } from '../components/Filters';
import { Panel } from '../components/Panel';
import { riskWords } from '../words/payout';
import type { Draft, Faults, Typed } from './draft';

interface Props {
  draft: Draft;
  faults: Faults;
  onChange: (part: Partial<Draft>) => void;
}

interface One {
  id: Typed;
  label: string;
  unit: string;
  /** What it does. */
  does: string;
}

const payout: readonly One[] = [
  { id: 'min', label: '单笔最少', unit: '元', does: '低于它不能提，微信最低 ¥0.10' },
  { id: 'max', label: '单笔最多', unit: '元', does: '高于它要分几次提；微信的商户额度也要够' },
  { id: 'perDay', label: '每人每天', unit: '次', does: '用完了第二天零点再提' },
  { id: 'perDayFen', label: '每人每天合计', unit: '元', does: '和次数一起管，哪个先到算哪个' },
  { id: 'fee', label: '手续费', unit: '%', does: '从提现里扣，归店里；0 就是不收' },
];

const account: readonly One[] = [
  {
    id: 'newAccountDays',
    label: riskWords.newAccount.title,
    unit: '天以内',
    does: '账号这么新就来提现，先给店里看；留空不用',
  },
];

const others: readonly One[] = [
  {
    id: 'refundSpike',
    label: `${riskWords.refundSpike.title}，到卖出的`,
    unit: '%',
    does: '退款到了这个比例，先给店里看；留空不用',
  },
  { id: 'refundSpikeOrders', label: '退款偏多，至少满', unit: '单', does: '单太少时，退一单比例就很高，不算' },
  {
    id: 'sameAddress',
    label: riskWords.sameAddress.title,
    unit: '人',
    does: '这么多人同一个地址，先给店里看；留空不用',
  },
  { id: 'sameDevice', label: riskWords.sameDevice.title, unit: '人', does: '这么多人同一台设备，先给店里看；留空不用' },
  { id: 'largeAmount', label: '金额超过', unit: '元', does: '这么大一笔，先给店里看；留空不用' },
];

function Fields({ fields, draft, faults, onChange }: Props & { fields: readonly One[] }) {
  return (
    <>
      {fields.map(({ id, label, unit, does }) => (
        <View key={id} className="rules-field">
          <Field
            id={id}
            label={label}
            value={draft[id]}
            placeholder="不用"
            most={11}
            figures
            aside={<Text className="f13 c2 rules-unit">{unit}</Text>}
            error={faults[id]}
            onChange={(typed) => onChange({ [id]: typed })}
          />
          <View className="f12 c3 m4">{does}</View>
        </View>
      ))}
    </>
  );
}

/** The rules to be written anew, each with what it does. */
export function Form(props: Props) {
  const { draft, onChange } = props;
  return (
    <>
      <Panel id="payoutForm" title="怎么提">
        <View className="rules-fields">
          <Fields {...props} fields={payout} />
        </View>
      </Panel>
      <Panel id="riskForm" title="哪些先给店里看">
        <View className="rules-fields">
          <Fields {...props} fields={account} />
          <View className="rules-field">
            <View className="room-field-label">{riskWords.mutual.title}</View>
            <Segments
              id="mutual"
              label={riskWords.mutual.title}
              options={[
                { value: 'on', label: '留下审核' },
                { value: 'off', label: '不用' },
              ]}
              chosen={draft.mutual ? 'on' : 'off'}
              onChoose={(value) => onChange({ mutual: value === 'on' })}
            />
            <View className="f12 c3 m4">买家里有人反过来从 TA 的订单拿佣金</View>
          </View>
          <Fields {...props} fields={others} />
        </View>
      </Panel>
    </>
  );
}
