import { Text, View } from '@tarojs/components';
import { Facts } from '../components/Facts';
import { Field } from '../components/Field';
import { Panel } from '../components/Panel';
import { Room } from '../components/Room';
import { SettingsSection } from '../components/SettingsSection';
import { useAddress } from '../hooks/useAddress';
import { type Draft, draftOf, faultsOf, toOf } from './draft';

interface One {
  id: keyof Draft;
  label: string;
  most: number;
  placeholder: string;
  unit?: string;
  /** What it does. */
  does?: string;
}

const days: readonly One[] = [
  {
    id: 'afterSaleDays',
    label: '签收后能申请售后',
    most: 2,
    placeholder: '7',
    unit: '天',
    does: '新下的单按它；商品另写了天数的，按商品的',
  },
  {
    id: 'receiptDays',
    label: '发货后自动收货',
    most: 2,
    placeholder: '10',
    unit: '天',
    does: '买家没点收货，过了就算收到',
  },
];
const back: readonly One[] = [
  { id: 'name', label: '收件人', most: 30, placeholder: '退货寄给谁' },
  { id: 'phone', label: '电话', most: 20, placeholder: '座机或手机' },
  { id: 'address', label: '地址', most: 120, placeholder: '省市区和门牌' },
];

/** After-sale, receipt, and where goods are sent back to. */
export default function ShopPoliciesPage() {
  const [address] = useAddress('merchant/shopPolicies', ['merchant']);
  return (
    <Room title="售后与收货" here="settings" merchantId={address.merchant}>
      {(member, memberships) => (
        <SettingsSection
          title="售后与收货"
          section="policies"
          member={member}
          memberships={memberships}
          draftOf={draftOf}
          toOf={toOf}
          faults={(draft) => Object.keys(faultsOf(draft)).length}
          show={({ policies: { afterSaleDays, receiptDays, returnTo } }) => (
            <Panel id="policies" title="售后与收货">
              <Facts
                facts={[
                  ['售后', afterSaleDays === 0 ? '签收后不能申请' : `签收后 ${afterSaleDays} 天内能申请`],
                  ['自动收货', `发货后 ${receiptDays} 天`],
                  [
                    '退货寄到',
                    returnTo ? `${returnTo.name} ${returnTo.phone}，${returnTo.address}` : '没有写，买家问客服',
                  ],
                ]}
              />
            </Panel>
          )}
          form={(draft, change) => {
            const faults = faultsOf(draft);
            const fields = (all: readonly One[]) =>
              all.map(({ id, label, most, placeholder, unit, does }) => (
                <View key={id} className="setting-field">
                  <Field
                    id={id}
                    label={label}
                    value={draft[id]}
                    placeholder={placeholder}
                    most={most}
                    figures={unit !== undefined}
                    aside={unit === undefined ? undefined : <Text className="f13 c2">{unit}</Text>}
                    error={faults[id]}
                    onChange={(typed) => change({ [id]: typed })}
                  />
                  {does !== undefined && <View className="f12 c3 m4">{does}</View>}
                </View>
              ));
            return (
              <>
                <Panel id="policiesForm" title="天数">
                  {fields(days)}
                </Panel>
                <Panel id="returnForm" title="退货寄到" sub="三样都空着就是没有">
                  {fields(back)}
                </Panel>
              </>
            );
          }}
        />
      )}
    </Room>
  );
}
