import { Text, View } from '@tarojs/components';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { open } from '../../platform/nav';
import { Frame } from '../components/Frame';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { type Membership, mayDecide } from '../hooks/useRoom';
import '../components/SettingsSection.scss';

interface Way {
  page:
    | 'merchant/shopFace'
    | 'merchant/paymentAccount'
    | 'merchant/shopPolicies'
    | 'merchant/freight'
    | 'merchant/pickUpPoints'
    | 'merchant/referral'
    | 'merchant/commissionPolicy'
    | 'merchant/payoutRules';
  icon: 'shop' | 'wallet' | 'refund' | 'truck' | 'pin' | 'lock' | 'tag' | 'wechat';
  title: string;
  words: string;
  /** Who is led there; everybody where it is left out. */
  for?: (member: Membership) => boolean;
}

const ways: readonly Way[] = [
  { page: 'merchant/shopFace', icon: 'shop', title: '店铺', words: '店名、标志、颜色、公告、客服电话' },
  {
    page: 'merchant/paymentAccount',
    icon: 'wallet',
    title: '收款账户',
    words: '微信支付商户号和密钥，存之前先问过微信',
    for: ({ role }) => role === 'owner',
  },
  { page: 'merchant/shopPolicies', icon: 'refund', title: '售后与收货', words: '售后天数、自动收货、退货地址' },
  { page: 'merchant/freight', icon: 'truck', title: '运费模板', words: '按件或按重，按地区，满多少包邮' },
  { page: 'merchant/pickUpPoints', icon: 'pin', title: '自提点', words: '买家到哪里取货' },
  { page: 'merchant/referral', icon: 'lock', title: '锁客规则', words: '锁谁、锁多久、换不换人' },
  { page: 'merchant/commissionPolicy', icon: 'tag', title: '佣金规则', words: '比例、封顶、冻结天数、等级' },
  {
    page: 'merchant/payoutRules',
    icon: 'wechat',
    title: '提现规则',
    words: '怎么提，哪些先给店里看',
    for: mayDecide,
  },
];

/** All that a shop sets of itself, each on a page of its own. */
export default function SettingsPage() {
  const [address] = useAddress('merchant/settings', ['merchant']);
  return (
    <Room title="店铺设置" here="settings" merchantId={address.merchant}>
      {(member, memberships) => (
        <Frame title="店铺设置" here="settings" member={member} memberships={memberships} part>
          <View id="settings" className="settings-page">
            {ways
              .filter((way) => way.for?.(member) ?? true)
              .map(({ page, icon, title, words }) => (
                <View
                  key={page}
                  id={page.replace('merchant/', 'to-')}
                  className="card panel row g12"
                  {...asButton}
                  onClick={() => open(page, { merchant: member.merchantId })}
                >
                  <Icon name={icon} size={20} className="c2" />
                  <View className="grow">
                    <View className="f14 medium">{title}</View>
                    <Text className="f12 c3">{words}</Text>
                  </View>
                  <Icon name="right" size={16} className="c3" />
                </View>
              ))}
          </View>
        </Frame>
      )}
    </Room>
  );
}
