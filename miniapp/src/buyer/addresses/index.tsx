import { Text, View } from '@tarojs/components';
import { useDidShow, useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { StickyBar } from '../../components/StickyBar';
import { Tag } from '../../components/Tag';
import { useAddressChoice } from '../../hooks/useAddressChoice';
import { useAsk } from '../../hooks/useAsk';
import { personIsHere, signInLabel, useViewer } from '../../hooks/usePerson';
import { call, newRequestId } from '../../platform/api';
import { back, open } from '../../platform/nav';
import { confirmed, toast } from '../../platform/notice';
import { isH5 } from '../../platform/target';
import { CheckRound } from '../components/CheckRound';
import './index.scss';

type Saved = Output<'address.list'>['addresses'][number];

/** The server keeps so many and no more. */
const MOST = 20;

interface OneProps {
  address: Saved;
  usual: boolean;
  /** Undefined where none is being chosen. */
  chosen: boolean | undefined;
  busy: boolean;
  onChoose: () => void;
  onUsual: () => void;
  onRemove: () => void;
}

function One({ address, usual, chosen, busy, onChoose, onUsual, onRemove }: OneProps) {
  const { id, name, phone, region, detail } = address;
  const edit = () => open('buyer/address', { id });
  return (
    <View id={`address-${id}`} className="card addresses-one">
      <View
        id={`use-${id}`}
        className="row g12 addresses-body"
        role={chosen === undefined ? 'button' : 'radio'}
        aria-checked={chosen}
        onClick={chosen === undefined ? edit : onChoose}
      >
        {chosen !== undefined && <CheckRound on={chosen} />}
        <View className="grow">
          <View className="row g8">
            <Text className="f14 bold addresses-name">{name}</Text>
            <Text className="f14 num">{phone}</Text>
            {usual && <Tag tone="money">常用</Tag>}
          </View>
          <View className="f13 c2 m4">
            {region.join(' ')} {detail}
          </View>
        </View>
      </View>
      <View className="row row-end g8 addresses-acts">
        {!usual && (
          <Btn id={`usual-${id}`} kind="line" size="s" disabled={busy} onClick={onUsual}>
            设为常用
          </Btn>
        )}
        <Btn id={`remove-${id}`} kind="line" size="s" disabled={busy} onClick={onRemove}>
          删除
        </Btn>
        <Btn id={`edit-${id}`} kind="line" size="s" onClick={edit}>
          修改
        </Btn>
      </View>
    </View>
  );
}

export default function AddressesPage() {
  const { params } = useRouter();
  const choosing = params.choose !== undefined;
  const viewer = useViewer();
  const key = isH5 && viewer === '' ? undefined : `addresses ${viewer}`;
  const { asked, again } = useAsk(key, () => call('address.list', {}));
  const addresses = asked.status === 'ready' ? asked.value.addresses : undefined;
  const choice = useAddressChoice(({ id }) => id);
  const [busy, setBusy] = useState(false);
  const shown = useRef(false);
  useDidShow(() => {
    if (shown.current && key !== undefined) void again();
    shown.current = true;
  });

  async function during(work: () => Promise<void>): Promise<void> {
    if (busy) return;
    setBusy(true);
    await work();
    setBusy(false);
  }

  function choose(id: string): void {
    useAddressChoice.setState({ id });
    back();
  }

  const makeUsual = ({ id, ...address }: Saved) =>
    during(async () => {
      const answer = await call('address.save', { requestId: newRequestId(), id, address, usual: true });
      if (!answer.ok) toast(answer.refusal.message);
      await again();
    });

  const remove = ({ id, name, detail }: Saved) =>
    during(async () => {
      const sure = await confirmed({
        title: '删除这个地址',
        content: `${name} · ${detail}。下过的订单不受影响。`,
        yes: '删除',
        no: '先留着',
      });
      if (!sure) return;
      const answer = await call('address.remove', { id });
      if (!answer.ok) toast(answer.refusal.message);
      else if (choice === id) useAddressChoice.setState({ id: undefined });
      await again();
    });

  async function add(): Promise<void> {
    if (await personIsHere()) open('buyer/address', choosing ? { choose: '2' } : {});
  }

  const full = (addresses?.length ?? 0) >= MOST;
  return (
    <Screen
      title={choosing ? '送到哪里' : '收货地址'}
      bar={
        addresses !== undefined &&
        addresses.length > 0 && (
          <StickyBar>
            <Btn id="add" block disabled={full} onClick={() => void add()}>
              {full ? `已存满 ${MOST} 个，删掉不用的再加` : '新增地址'}
            </Btn>
          </StickyBar>
        )
      }
    >
      {key === undefined ? (
        <Empty
          icon="people"
          title="登录后看收货地址"
          action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
        />
      ) : (
        <>
          {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
          {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
          {addresses?.length === 0 && (
            <Empty
              icon="bag"
              title="还没有收货地址"
              text="填一次，以后下单直接用"
              action={{ id: 'add', label: '新增地址', onClick: () => void add() }}
            />
          )}
          {addresses?.map((address, place) => (
            <One
              key={address.id}
              address={address}
              usual={place === 0}
              chosen={choosing ? address.id === choice : undefined}
              busy={busy}
              onChoose={() => choose(address.id)}
              onUsual={() => void makeUsual(address)}
              onRemove={() => void remove(address)}
            />
          ))}
        </>
      )}
      <Hosts />
    </Screen>
  );
}
