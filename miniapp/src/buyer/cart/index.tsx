import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Price } from '../../components/Price';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { StickyBar } from '../../components/StickyBar';
import { personIsHere, signInLabel, useViewer } from '../../hooks/usePerson';
import { open, openTab } from '../../platform/nav';
import { isH5 } from '../../platform/target';
import { CheckRound } from '../components/CheckRound';
import { useCart } from '../hooks/useCart';
import { Line } from './Line';
import './index.scss';

/** Different things in one order; the server takes no more. */
const ORDER_LINES = 20;

export default function CartPage() {
  const viewer = useViewer();
  const key = isH5 && viewer === '' ? undefined : `cart ${viewer}`;
  const { asked, again, put } = useCart(key);
  // What was put in is meant to be bought: kept is what somebody would rather buy later.
  const [later, setLater] = useState<readonly string[]>([]);
  const cart = asked.status === 'ready' ? asked.value : undefined;
  const lines = cart?.lines ?? [];
  const buyable = lines.filter(({ state }) => state === 'ok');
  const gone = lines.filter(({ state }) => state === 'gone' || state === 'soldOut');
  const chosen = buyable.filter(({ skuId }) => !later.includes(skuId));
  const pieces = chosen.reduce((sum, { quantity }) => sum + quantity, 0);
  const sum = chosen.reduce((total, { price, quantity }) => total + price * quantity, 0);
  const all = chosen.length === buyable.length && buyable.length > 0;
  const tooMany = chosen.length > ORDER_LINES;

  const toggle = (skuId: string) =>
    setLater((before) => (before.includes(skuId) ? before.filter((one) => one !== skuId) : [...before, skuId]));

  async function checkOut(): Promise<void> {
    if (!(await personIsHere())) return;
    open('buyer/confirm', {
      sku: chosen.map(({ skuId }) => skuId).join('.'),
      quantity: chosen.map(({ quantity }) => quantity).join('.'),
      cart: '1',
    });
  }

  return (
    <Screen
      title="购物车"
      bar={
        lines.length > 0 && (
          <StickyBar note={tooMany ? `一单最多 ${ORDER_LINES} 种商品，剩下的下一单再买` : undefined}>
            <View
              id="chooseAll"
              className="row g8 cart-all"
              role="checkbox"
              aria-checked={all}
              onClick={() => setLater(all ? buyable.map(({ skuId }) => skuId) : [])}
            >
              <CheckRound on={all} off={buyable.length === 0} />
              <Text className="f13">全选</Text>
            </View>
            <View className="grow tr">
              <Price fen={sum} />
              <View className="f11 c3">不含运费</View>
            </View>
            <Btn
              id="checkOut"
              className="cart-go"
              disabled={chosen.length === 0 || tooMany}
              onClick={() => void checkOut()}
            >
              {chosen.length === 0 ? '先选商品' : tooMany ? '选得太多' : `结算 ${pieces} 件`}
            </Btn>
          </StickyBar>
        )
      }
    >
      {key === undefined ? (
        <Empty
          icon="basket"
          title="登录后看购物车"
          action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
        />
      ) : (
        <>
          {asked.status === 'loading' && <Skeleton bones={['order', 'order', 'order']} />}
          {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
          {cart !== undefined && lines.length === 0 && (
            <Empty
              icon="basket"
              title="购物车还是空的"
              text="看到想要的先放进来，一起结算"
              action={{ id: 'goHome', label: '去逛逛', onClick: () => openTab('home') }}
            />
          )}
          {lines
            .filter((line) => !gone.includes(line))
            .map((line) => (
              <Line
                key={line.skuId}
                line={line}
                chosen={chosen.includes(line)}
                onChoose={() => toggle(line.skuId)}
                onQuantity={(quantity) => void put([{ skuId: line.skuId, quantity }])}
              />
            ))}
          {gone.length > 0 && (
            <>
              <View className="section">
                <Text className="section-title">现在买不了的</Text>
                <Btn
                  id="clearGone"
                  kind="line"
                  size="s"
                  onClick={() => void put(gone.map(({ skuId }) => ({ skuId, quantity: 0 })))}
                >
                  清掉 {gone.length} 种
                </Btn>
              </View>
              {gone.map((line) => (
                <Line
                  key={line.skuId}
                  line={line}
                  chosen={false}
                  onChoose={() => {}}
                  onQuantity={(quantity) => void put([{ skuId: line.skuId, quantity }])}
                />
              ))}
            </>
          )}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
