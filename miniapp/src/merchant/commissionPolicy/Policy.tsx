import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { Panel } from '../components/Panel';
import { type Edition, policyWords, rulesOf, type Terms } from '../words/commissionPolicy';
import { editionWords } from '../words/referral';

/** A policy, one rule a line, each with what it means. */
export function Rules({ terms, afterSaleDays }: { terms: Terms; afterSaleDays: number }) {
  return (
    <View>
      {rulesOf(terms, afterSaleDays).map(({ name, value, meanings }) => (
        <View key={name} className="rule-one">
          <View className="rule-name">{name}</View>
          <View className="grow">
            <View className="rule-value">{value}</View>
            {meanings.map((meaning) => (
              <View key={meaning} className="rule-meaning">
                {meaning}
              </View>
            ))}
          </View>
        </View>
      ))}
    </View>
  );
}

interface PolicyProps {
  policy: Edition;
  afterSaleDays: number;
  children: ReactNode;
}

/** The policy that holds now, and below it what there is to do with it. */
export function Policy({ policy, afterSaleDays, children }: PolicyProps) {
  return (
    <Panel id="policy" title="现在的规则" sub={`第 ${policy.version} 版 · ${editionWords(policy, serverNow())}`}>
      <Rules terms={policy} afterSaleDays={afterSaleDays} />
      <View className="room-note m12">
        不管怎么定：只按卖出去、没退的货款算，不含运费；退了多少就按比例冲回多少；不收入门费，也不按带来的人数给钱。
      </View>
      {children}
    </Panel>
  );
}

/** The way to what products and campaigns pay of their own. */
export function ToOwn({ merchantId }: { merchantId: string }) {
  return (
    <View
      id="toOwn"
      className="card panel row g12"
      {...asButton}
      onClick={() => open('merchant/ownPolicies', { merchant: merchantId })}
    >
      <Icon name="tag" size={20} className="c2" />
      <View className="grow">
        <View className="f14 medium">商品和活动的单独规则</View>
        <Text className="f12 c3">活动的先算，其次商品的，都没有才按店铺的</Text>
      </View>
      <Icon name="right" size={16} className="c3" />
    </View>
  );
}

/** The editions before, newest first. */
export function Editions({ history }: { history: readonly Edition[] }) {
  if (history.length === 0) return null;
  return (
    <Panel id="editions" title="以前的规则" sub={`${history.length} 版`}>
      {history.map((edition) => (
        <View key={edition.version} className="rule-edition">
          <View className="f13">{policyWords(edition)}</View>
          <View className="f12 c3">
            第 {edition.version} 版 · {editionWords(edition, serverNow())}
          </View>
        </View>
      ))}
    </Panel>
  );
}
