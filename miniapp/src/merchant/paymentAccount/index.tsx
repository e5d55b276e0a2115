import { Textarea, View } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { keyFaults, type PaymentKeyField, type PaymentKeys, tidyKeys } from '../../../../shared/domain/paymentKeys';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { up } from '../../platform/nav';
import { endPullDown, toast } from '../../platform/notice';
import { Facts } from '../components/Facts';
import { Field } from '../components/Field';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { useDraft } from '../hooks/useDraft';
import type { Membership } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import '../components/SettingsSection.scss';
import './index.scss';

type Account = NonNullable<Output<'paymentAccount.get'>['account']>;

interface One {
  id: PaymentKeyField;
  label: string;
  /** Where it is found. */
  where: string;
  /** How it begins, or looks. */
  like: string;
  /** A text of many lines. */
  long?: true;
}

const fields: readonly One[] = [
  { id: 'mchid', label: '商户号', where: '微信支付商户平台 › 账户中心 › 商户信息', like: '1900000001' },
  {
    id: 'serialNo',
    label: '商户 API 证书序列号',
    where: '账户中心 › API 安全 › 商户 API 证书',
    like: '40 位数字和大写字母',
  },
  {
    id: 'privateKey',
    label: '商户私钥',
    where: '申请证书时得到的 apiclient_key.pem',
    like: '-----BEGIN PRIVATE KEY-----',
    long: true,
  },
  { id: 'apiV3Key', label: 'APIv3 密钥', where: '账户中心 › API 安全，自己设的', like: '32 位字母和数字' },
  { id: 'publicKeyId', label: '微信支付公钥 ID', where: '账户中心 › API 安全 › 微信支付公钥', like: 'PUB_KEY_ID_…' },
  {
    id: 'publicKey',
    label: '微信支付公钥',
    where: '同一处下载的 pub_key.pem',
    like: '-----BEGIN PUBLIC KEY-----',
    long: true,
  },
];

const EMPTY: PaymentKeys = { mchid: '', serialNo: '', privateKey: '', apiV3Key: '', publicKeyId: '', publicKey: '' };

interface KeysProps {
  draft: PaymentKeys;
  onChange: (part: Partial<PaymentKeys>) => void;
}

/** All six, each with where it is found. What is wrong is said once something is there. */
function Keys({ draft, onChange }: KeysProps) {
  const faults = keyFaults(tidyKeys(draft));
  return (
    <Panel id="keysForm" title="新的密钥" sub="六样要是同一个商户号的">
      {fields.map(({ id, label, where, like, long }) => {
        const error = draft[id].trim() === '' ? undefined : faults[id];
        return (
          <View key={id} className="setting-field">
            {long ? (
              <View className="room-field">
                <View className="room-field-label">{label}</View>
                <Textarea
                  id={id}
                  className={`room-area keys-long ${error === undefined ? '' : 'keys-bad'}`}
                  value={draft[id]}
                  maxlength={4000}
                  placeholder={like}
                  {...{ 'aria-label': label }}
                  onInput={(event) => onChange({ [id]: event.detail.value })}
                />
                {error !== undefined && (
                  <View id={`${id}Error`} className="cd f12 m4">
                    {error}
                  </View>
                )}
              </View>
            ) : (
              <Field
                id={id}
                label={label}
                value={draft[id]}
                placeholder={like}
                most={100}
                figures
                error={error}
                onChange={(typed) => onChange({ [id]: typed })}
              />
            )}
            <View className="f12 c3 m4">{where}</View>
          </View>
        );
      })}
    </Panel>
  );
}

/** Which account it is and since when it is known to be right; the keys are never shown. */
function Current({ account, children }: { account: Account | undefined; children?: ReactNode }) {
  if (account === undefined) {
    return (
      <Panel id="account" title="还没有收款账户">
        <View className="f13 c2">填好商户号和密钥，买家才能付款。</View>
        {children}
      </Panel>
    );
  }
  const { mchid, serialNo, publicKeyId, checkedAt, changingKey } = account;
  return (
    <Panel id="account" title="收款账户" sub={mchid}>
      <Facts
        facts={[
          ['证书序列号', serialNo],
          ['商户私钥', '已存，加密保管，不再显示'],
          ['APIv3 密钥', changingKey ? '已存两把，正在交接，新旧都能用' : '已存，加密保管，不再显示'],
          ['微信公钥', publicKeyId ?? '没有，用平台证书'],
          ['核对过', checkedAt === undefined ? '还没有在这里核对过' : formatWhen(checkedAt, serverNow())],
        ]}
      />
      {children}
    </Panel>
  );
}

/** 收款账户: the owner's alone. */
function PaymentAccount({ member, memberships }: { member: Membership; memberships: readonly Membership[] }) {
  const { merchantId, role } = member;
  const owner = role === 'owner';
  const { asked, again } = useAsk(owner ? merchantId : undefined, () => call('paymentAccount.get', { merchantId }));
  const { draft, over, busy, problem, begin, change, drop, save } = useDraft<PaymentKeys>(again);
  const [checking, setChecking] = useState(false);
  const [fault, setFault] = useState<Problem>();
  usePullDownRefresh(() => void again().finally(endPullDown));
  const wide = useWide();
  const toList = () => up('merchant/settings', { merchant: merchantId });
  const frame = {
    title: '收款账户',
    here: 'settings',
    member,
    memberships,
    up: { label: '店铺设置', go: toList },
  } as const;
  if (!owner) {
    return (
      <Frame {...frame}>
        <Empty icon="wallet" title="收款账户由店主来管" text="要看或要换，请找店主" />
      </Frame>
    );
  }
  if (asked.status !== 'ready') {
    return (
      <Frame {...frame}>
        {asked.status === 'loading' ? (
          <Skeleton bones={['line', 'line', 'line']} />
        ) : (
          <Failed problem={asked.problem} onRetry={() => void again()} />
        )}
      </Frame>
    );
  }
  const { account } = asked.value;
  const version = account?.version ?? 0;

  async function check(accountId: string): Promise<void> {
    setChecking(true);
    setFault(undefined);
    const answer = await call('paymentAccount.check', { merchantId, accountId });
    if (answer.ok) await again();
    setChecking(false);
    if (answer.ok) toast('微信认可签名和公钥');
    else setFault(answer.refusal);
  }

  if (draft === undefined) {
    const edit = (
      <Btn id="edit" block={!wide} kind={wide ? 'solid' : 'tint'} onClick={() => begin(EMPTY, version)}>
        {account === undefined ? '填收款账户' : '换密钥或商户号'}
      </Btn>
    );
    return (
      <Frame {...frame} acts={(wide && edit) || undefined}>
        <View className="settings-page">
          <Current account={account}>
            {account !== undefined && (
              <View className="m12">
                <Btn id="check" kind="line" size="m" busy={checking} onClick={() => void check(account.id)}>
                  现在核对
                </Btn>
              </View>
            )}
            {fault && (
              <View id="checkProblem" className="cd f13 m8">
                {fault.message}
              </View>
            )}
            {!wide && <View className="m12">{edit}</View>}
          </Current>
        </View>
      </Frame>
    );
  }
  const keys = tidyKeys(draft);
  const wrong = Object.keys(keyFaults(keys)).length;
  const acts = [
    <Btn key="not" id="editNot" kind="line" className="bar-lesser" onClick={drop}>
      先不换
    </Btn>,
    <Btn
      key="yes"
      id="save"
      busy={busy}
      disabled={!busy && wrong > 0}
      onClick={() =>
        void save(
          () =>
            call('paymentAccount.set', {
              merchantId,
              version,
              ...(account === undefined ? {} : { accountId: account.id }),
              ...keys,
            }),
          '微信认可签名和公钥，存好了',
        )
      }
    >
      {wrong > 0 ? `还差 ${wrong} 样` : '问过微信再存'}
    </Btn>,
  ];
  return (
    <Frame {...frame} acts={acts}>
      <View className="settings-page">
        {version !== over && (
          <>
            <View id="overtaken" className="room-notice">
              <Icon name="alert" size={16} />
              <View className="grow">刚刚有人换过了，现在的在下面第一块。你填的还在它后面，看过再存。</View>
            </View>
            <Current account={account} />
          </>
        )}
        {problem && (
          <View id="saveProblem" className="room-notice">
            <Icon name="alert" size={16} />
            <View className="grow">没有存：{problem.message}</View>
          </View>
        )}
        <Keys draft={draft} onChange={change} />
        <View className="room-note m8">
          存之前会用它们问一次微信，认可了才存；APIv3
          密钥多半要等第一条付款通知才验得出，请仔细核对。换了商户号，从下一单起收到新账户；以前的单，退款还走原来的账户。
        </View>
      </View>
    </Frame>
  );
}

/** Over which account the shop is paid: keys are given once, and never shown again. */
export default function PaymentAccountPage() {
  const [address] = useAddress('merchant/paymentAccount', ['merchant']);
  return (
    <Room title="收款账户" here="settings" merchantId={address.merchant}>
      {(member, memberships) => <PaymentAccount member={member} memberships={memberships} />}
    </Room>
  );
}
