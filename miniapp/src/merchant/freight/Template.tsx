import { Text, View } from '@tarojs/components';
import { Btn } from '../../components/Btn';
import { Field } from '../components/Field';
import { Segments } from '../components/Filters';
import { Panel } from '../components/Panel';
import { type DraftRule, type DraftTemplate, newRule, RULES_MAX, templateFault } from './draft';

interface RuleProps {
  id: string;
  rule: DraftRule;
  unit: string;
  onChange: (part: Partial<DraftRule>) => void;
  onRemove: () => void;
}

function Rule({ id, rule, unit, onChange, onRemove }: RuleProps) {
  const figure = (field: 'first' | 'firstFee' | 'more' | 'moreFee' | 'freeFrom', label: string, of: string) => (
    <Field
      id={`${field}-${id}`}
      label={label}
      value={rule[field]}
      placeholder={field === 'freeFrom' ? '不包' : '0'}
      most={9}
      figures
      aside={<Text className="f13 c2">{of}</Text>}
      onChange={(typed) => onChange({ [field]: typed })}
    />
  );
  return (
    <View className="freight-rule">
      <Field
        id={`regions-${id}`}
        label="地区"
        value={rule.regions}
        placeholder="空着就是其他地区；浙江省 江苏省/无锡市"
        most={1000}
        onChange={(regions) => onChange({ regions })}
      />
      <View className="freight-fees">
        {figure('first', '首', unit)}
        {figure('firstFee', '首费', '元')}
        {figure('more', '每续', unit)}
        {figure('moreFee', '续费', '元')}
        {figure('freeFrom', '满额包邮', '元')}
        <View className="freight-out">
          <Btn id={`ruleRemove-${id}`} kind="line" size="s" onClick={onRemove}>
            去掉
          </Btn>
        </View>
      </View>
    </View>
  );
}

interface Props {
  template: DraftTemplate;
  /** All that are being written. */
  templates: readonly DraftTemplate[];
  place: number;
  onChange: (part: Partial<DraftTemplate>) => void;
  onRemove: () => void;
}

/** One template to be written: its rules by region, and where it does not go. */
export function Template({ template, templates, place, onChange, onRemove }: Props) {
  const { name, by, rules, notTo, products } = template;
  const fault = templateFault(template, templates);
  return (
    <Panel
      id={`template-${place}`}
      title={name || '新模板'}
      sub={products > 0 ? `${products} 件商品在用，不能去掉` : undefined}
      aside={
        products === 0 && (
          <Btn id={`templateRemove-${place}`} kind="line" size="s" onClick={onRemove}>
            去掉
          </Btn>
        )
      }
    >
      <Field
        id={`name-${place}`}
        label="名字"
        value={name}
        placeholder="比如：生鲜"
        most={30}
        onChange={(typed) => onChange({ name: typed })}
      />
      <View className="m12">
        <Segments
          id={`by-${place}`}
          label="怎么算"
          options={[
            { value: 'piece', label: '按件' },
            { value: 'weight', label: '按重量' },
          ]}
          chosen={by}
          onChoose={(value) => onChange({ by: value === 'weight' ? 'weight' : 'piece' })}
        />
      </View>
      {rules.map((rule, at) => (
        <Rule
          key={rule.key}
          id={`${place}-${at}`}
          rule={rule}
          unit={by === 'piece' ? '件' : '克'}
          onChange={(part) => onChange({ rules: rules.map((one) => (one === rule ? { ...one, ...part } : one)) })}
          onRemove={() => onChange({ rules: rules.filter((one) => one !== rule) })}
        />
      ))}
      {rules.length < RULES_MAX && (
        <View className="m12">
          <Btn
            id={`ruleAdd-${place}`}
            kind="line"
            size="s"
            onClick={() => onChange({ rules: [...rules, newRule(rules)] })}
          >
            加一条地区规则
          </Btn>
        </View>
      )}
      <View className="m12">
        <Field
          id={`notTo-${place}`}
          label="不发货的地区"
          value={notTo}
          placeholder="没有就空着；西藏自治区 新疆维吾尔自治区"
          most={1000}
          onChange={(typed) => onChange({ notTo: typed })}
        />
      </View>
      {fault !== undefined && (
        <View id={`templateError-${place}`} className="cd f12 m8">
          {fault}
        </View>
      )}
    </Panel>
  );
}
