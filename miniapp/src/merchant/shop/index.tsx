import { View } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import { useState } from 'react';
import { formatFen } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Tag } from '../../components/Tag';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open, up } from '../../platform/nav';
import { endPullDown } from '../../platform/notice';
import { Facts } from '../components/Facts';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { Panel } from '../components/Panel';
import { type Beside, Platform } from '../components/Platform';
import { useAddress } from '../hooks/useAddress';
import { type ShopDetail, stateWords } from '../words/platform';
import { Freeze } from './Freeze';
import { Limits } from './Limits';
import { Owners } from './Owners';
import './index.scss';

/** Whether it sells, since when not, and the way to change it. */
function Status({ shop, onDecide }: { shop: ShopDetail; onDecide: () => void }) {
  const { frozen, sales, alarms, account, openedAt } = shop;
  const now = serverNow();
  const act = (
    <Btn id="freeze" kind="line" size="s" onClick={onDecide}>
      {frozen ? '解除冻结' : '冻结'}
    </Btn>
  );
  const facts: (readonly [string, string])[] = [
    ['近 30 天销售', formatFen(sales)],
    ['没看的告警', alarms === 0 ? '没有' : `${alarms} 条`],
    [
      '收款账户',
      account === undefined
        ? '店主还没填，填了才能卖'
        : `微信商户号 ${account.mchid}${account.checkedAt === undefined ? '' : `，${formatWhen(account.checkedAt, now)} 核对过`}`,
    ],
    ...(openedAt === undefined ? [] : [['开店', formatWhen(openedAt, now)] as const]),
  ];
  return (
    <>
      {frozen && (
        <View id="frozen" className="room-notice shop-freeze">
          <Icon name="alert" size={16} />
          <View className="grow">
            {frozen.by} {formatWhen(frozen.at, now)} 冻结：{frozen.reason}
          </View>
          {act}
        </View>
      )}
      <Panel
        id="status"
        title={
          <View className="row g8">
            {stateWords(shop).map(({ label, tone }) => (
              <Tag key={label} tone={tone}>
                {label}
              </Tag>
            ))}
          </View>
        }
        aside={frozen ? undefined : act}
      >
        <Facts facts={facts} />
        <View className="shop-acts">
          <Btn id="toAlarms" kind="line" size="s" onClick={() => open('merchant/alarms', { shop: shop.id })}>
            看它的告警
          </Btn>
        </View>
      </Panel>
    </>
  );
}

/** The freezes that were lifted, newest first. */
function Freezes({ freezes }: Pick<ShopDetail, 'freezes'>) {
  if (freezes.length === 0) return null;
  const now = serverNow();
  return (
    <Panel id="freezes" title="冻结过">
      {freezes.map(({ by, at, reason, lifted }) => (
        <View key={at} className="shop-line">
          <View className="grow f13">
            <View>
              {formatWhen(at, now)} {by} 冻结：{reason}
            </View>
            <View className="c2 m4">
              {formatWhen(lifted.at, now)} {lifted.by} 解除：{lifted.reason}
            </View>
          </View>
        </View>
      ))}
    </Panel>
  );
}

function Shop({ id, beside }: { id: string; beside: Beside }) {
  const { asked, again } = useAsk(id, () => call('platform.getMerchant', { merchantId: id }));
  const [deciding, setDeciding] = useState(false);
  usePullDownRefresh(() => void again().finally(endPullDown));
  const toList = () => up('merchant/shops', {});
  const shop = asked.status === 'ready' ? asked.value : undefined;
  return (
    <Frame title={shop?.name ?? '商家'} here="shops" {...beside} up={{ label: '商家', go: toList }}>
      <Lost asked={asked} again={again} what="这家店" list="商家" toList={toList} />
      {shop && (
        <View className="shop-page">
          <Status shop={shop} onDecide={() => setDeciding(true)} />
          <Owners shop={shop} onChanged={again} />
          <Limits shop={shop} again={again} />
          <Freezes freezes={shop.freezes} />
        </View>
      )}
      {shop && deciding && (
        <Freeze
          shop={shop}
          onDone={again}
          onClose={() => {
            setDeciding(false);
            // Somebody else may have decided meanwhile.
            void again();
          }}
        />
      )}
      <Hosts />
    </Frame>
  );
}

/** One shop as the platform sees it: whether it sells, who owns it, and how much it may have. */
export default function ShopPage() {
  const [{ id = '' }] = useAddress('merchant/shop', ['id']);
  return (
    <Platform title="商家" here="shops">
      {(beside) => <Shop id={id} beside={beside} />}
    </Platform>
  );
}
