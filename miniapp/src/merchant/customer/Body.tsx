import { Text, View } from '@tarojs/components';
import { formatWhen } from '../../../../shared/time';
import { Avatar } from '../../components/Avatar';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Tag } from '../../components/Tag';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { History } from '../components/History';
import { Panel } from '../components/Panel';
import { changeReason, changeWords, type Referral, untilWords } from '../words/referral';

/** Who it is, and whether they may bring others. */
export function Head({ referral: { person, suspended } }: { referral: Referral }) {
  return (
    <View className="row g12 customer-head">
      <Avatar avatar={person.avatar} name={person.name} size={40} />
      <Text className="customer-name cut">{person.name}</Text>
      {suspended && <Tag tone="danger">推广已停用</Tag>}
    </View>
  );
}

interface Props {
  referral: Referral;
  merchantId: string;
}

/** Whose friend they are now. */
export function Referrer({ referral: { referrer, boundAt, until }, merchantId }: Props) {
  const now = serverNow();
  return (
    <Panel id="referrer" title="现在的推荐人" sub={referrer && '以后的订单，佣金归 TA'}>
      {referrer === undefined ? (
        <View className="f13 c2">没有推荐人，TA 的订单不付佣金</View>
      ) : (
        <View
          id="toReferrer"
          className="row g12 customer-way"
          {...asButton}
          onClick={() => open('merchant/customer', { merchant: merchantId, person: referrer.userId })}
        >
          <Avatar avatar={referrer.avatar} name={referrer.name} size={40} />
          <View className="grow">
            <View className="f14 medium cut">{referrer.name}</View>
            <View className="f12 c3">
              {boundAt !== undefined && `${formatWhen(boundAt, now)} 锁定，`}
              {untilWords(until, now)}
            </View>
          </View>
          <Icon name="right" size={16} className="c3" />
        </View>
      )}
    </Panel>
  );
}

/** What they bring to the shop, and why no more where they may not. */
export function Promoter({ referral: { brought, suspended } }: { referral: Referral }) {
  return (
    <Panel id="promoter" title="TA 的推广">
      <View className="f14">{brought === 0 ? '还没有带来人' : `带来了 ${brought} 人，算上已经到期、还没换人的`}</View>
      {suspended && (
        <View className="room-word m8">
          {suspended.since !== undefined && `${formatWhen(suspended.since, serverNow())} 停用`}
          {suspended.reason === '' ? '' : `，原因：${suspended.reason}`}
        </View>
      )}
    </Panel>
  );
}

/** Every change of their referrer, and who made it. */
export function Changes({ referral: { history } }: { referral: Referral }) {
  if (history.length === 0) return null;
  const now = serverNow();
  return (
    <History
      entries={[...history].reverse().map((change) => ({
        at: change.at,
        what: changeWords(change),
        more: changeReason(change, now),
        who: change.by ?? '自动',
      }))}
    />
  );
}
