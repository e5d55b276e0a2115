import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { StickyBar } from '../../components/StickyBar';
import { useAddressChoice } from '../../hooks/useAddressChoice';
import { useAsk } from '../../hooks/useAsk';
import { personIsHere, useViewer } from '../../hooks/usePerson';
import { call, newRequestId, type Problem } from '../../platform/api';
import { back, backOver } from '../../platform/nav';
import { toast } from '../../platform/notice';
import { withConsent } from '../../platform/privacy';
import { isWeapp } from '../../platform/target';
import { chooseWeChatAddress } from '../../platform/wechatAddress';
import {
  type AddressDraft,
  type AddressErrors,
  AddressForm,
  addressErrors,
  emptyAddress,
  toAddress,
} from '../components/AddressForm';
import { CheckRound } from '../components/CheckRound';
import './index.scss';

export default function AddressPage() {
  const { params } = useRouter();
  const { id } = params;
  const viewer = useViewer();
  const known = useAsk(id === undefined ? undefined : `addresses ${viewer}`, () => call('address.list', {}));
  const addresses = known.asked.status === 'ready' ? known.asked.value.addresses : undefined;
  const edited = addresses?.find((one) => one.id === id);
  const [draft, setDraft] = useState<AddressDraft>(emptyAddress);
  const [errors, setErrors] = useState<AddressErrors>({});
  const [usual, setUsual] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  // The same one over retries, so that a new address is kept once.
  const requestId = useRef(newRequestId());

  useEffect(() => {
    if (edited !== undefined) setDraft({ ...edited, region: [...edited.region] });
  }, [edited]);

  async function fromWeChat(): Promise<void> {
    const answer = await chooseWeChatAddress();
    if (answer.kind === 'refused') toast('没拿到微信里的地址，在这里填也一样');
    if (answer.kind !== 'chosen') return;
    setDraft(answer.address);
    setErrors({});
  }

  async function keep(): Promise<void> {
    setProblem(undefined);
    const input = { requestId: requestId.current, id, address: toAddress(draft), ...(usual ? { usual } : {}) };
    const answer = await withConsent(() => call('address.save', input));
    if (!answer.ok) return setProblem(answer.refusal);
    if (params.choose === undefined) return back();
    useAddressChoice.setState({ id: answer.value.id });
    backOver(Number(params.choose));
  }

  async function save(): Promise<void> {
    if (busy) return;
    const found = addressErrors(draft);
    setErrors(found);
    if (Object.keys(found).length > 0 || !(await personIsHere())) return;
    setBusy(true);
    await keep();
    setBusy(false);
  }

  const title = id === undefined ? '新的收货地址' : '修改收货地址';
  const asking = id !== undefined && known.asked.status !== 'ready';
  const gone = addresses !== undefined && edited === undefined;
  return (
    <Screen
      title={title}
      bar={
        !asking &&
        !gone && (
          <StickyBar>
            <Btn id="save" block busy={busy} onClick={() => void save()}>
              {params.choose === undefined ? '保存' : '保存并使用'}
            </Btn>
          </StickyBar>
        )
      }
    >
      {asking && known.asked.status === 'loading' && <Skeleton bones={['line', 'line']} />}
      {asking && known.asked.status === 'failed' && <Failed problem={known.asked.problem} onRetry={known.again} />}
      {gone && <Empty icon="stop" title="这个地址已经删掉了" action={{ id: 'goBack', label: '返回', onClick: back }} />}
      {!asking && !gone && (
        <>
          {isWeapp && (
            <View
              id="fromWeChat"
              className="card row g12 address-wechat"
              role="button"
              onClick={() => void fromWeChat()}
            >
              <View className="dab dab-money">
                <Icon name="pin" size={20} />
              </View>
              <Text className="grow f14">使用微信地址</Text>
              <Icon name="right" size={16} className="c3" />
            </View>
          )}
          <View className="card">
            <AddressForm
              draft={draft}
              errors={errors}
              onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
            />
          </View>
          {addresses?.[0]?.id !== id || id === undefined ? (
            <View
              id="usual"
              className="card row spread address-usual"
              role="checkbox"
              aria-checked={usual}
              onClick={() => setUsual(!usual)}
            >
              <View>
                <View className="f14">设为常用地址</View>
                <View className="f12 c3">下单时先用这一个</View>
              </View>
              <CheckRound on={usual} />
            </View>
          ) : (
            <View className="f12 c3 tc m16">这是你的常用地址</View>
          )}
          {problem && (
            <View id="problem" className="card row row-top g8 address-problem" aria-live="polite">
              <Icon name="alert" size={20} />
              <Text className="grow f14">{problem.message}</Text>
            </View>
          )}
          <View className="f12 c3 tc m16">只用来送货和售后</View>
        </>
      )}
      <Hosts />
    </Screen>
  );
}
