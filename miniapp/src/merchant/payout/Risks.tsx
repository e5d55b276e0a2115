import { View } from '@tarojs/components';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { open } from '../../platform/nav';
import { Panel } from '../components/Panel';
import { type Payout, riskWords } from '../words/payout';

/** Why it was held back, what that may mean, and what to look at. */
export function Risks({ payout: { risks, promoter }, merchantId }: { payout: Payout; merchantId: string }) {
  if (risks.length === 0) return null;
  return (
    <Panel
      id="risks"
      title="为什么留下"
      sub={`${risks.length} 条`}
      aside={
        <View
          id="toCustomer"
          className="link"
          {...asButton}
          onClick={() => open('merchant/customer', { merchant: merchantId, person: promoter.userId })}
        >
          推荐关系 <Icon name="right" size={14} />
        </View>
      }
    >
      {risks.map((risk) => {
        const { title, meaning, look } = riskWords[risk];
        return (
          <View key={risk} id={`risk-${risk}`} className="payout-risk">
            <View className="f14 bold">{title}</View>
            <View className="f13 c2">{meaning}</View>
            <View className="f13 c2">{look}</View>
          </View>
        );
      })}
      <View className="room-note m12">规则只会留下，不会拒绝；放不放，看过再定。</View>
    </Panel>
  );
}
