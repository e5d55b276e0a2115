import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { ReferralTerms } from '../../../../shared/domain/referral';
import { serverNow } from '../../platform/clock';
import { Panel } from '../components/Panel';
import { type Edition, editionWords, policyWords, rulesOf } from '../words/referral';

/** A policy, one rule a line, each with what it means. */
export function Rules({ terms }: { terms: ReferralTerms }) {
  return (
    <View>
      {rulesOf(terms).map(({ name, value, meaning }) => (
        <View key={name} className="policy-one">
          <View className="policy-name">{name}</View>
          <View className="grow">
            <View className="policy-value">{value}</View>
            <View className="policy-meaning">{meaning}</View>
          </View>
        </View>
      ))}
    </View>
  );
}

/** The policy that holds now, and below it what there is to do with it. */
export function Policy({ policy, children }: { policy: Edition; children: ReactNode }) {
  return (
    <Panel id="policy" title="现在的规则" sub={`第 ${policy.version} 版 · ${editionWords(policy, serverNow())}`}>
      <Rules terms={policy} />
      <View className="room-note m12">不管怎么选：不锁自己，不绕成一圈，不归停用的推广人，朋友圈单页预览里不锁。</View>
      {children}
    </Panel>
  );
}

/** The editions before, newest first. */
export function Editions({ history }: { history: readonly Edition[] }) {
  if (history.length === 0) return null;
  return (
    <Panel id="editions" title="以前的规则" sub={`${history.length} 版`}>
      {history.map((edition) => (
        <View key={edition.version} className="policy-edition">
          <View className="f13">{policyWords(edition)}</View>
          <View className="f12 c3">
            第 {edition.version} 版 · {editionWords(edition, serverNow())}
          </View>
        </View>
      ))}
    </Panel>
  );
}
