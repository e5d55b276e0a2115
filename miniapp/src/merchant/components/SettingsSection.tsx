import { View } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import type { ReactNode } from 'react';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { up } from '../../platform/nav';
import { endPullDown } from '../../platform/notice';
import { useDraft } from '../hooks/useDraft';
import type { Membership } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import type { Section, Settings, SettingsTo } from '../words/settings';
import { Frame } from './Frame';
import './SettingsSection.scss';

interface Props<D> {
  title: string;
  section: Section;
  member: Membership;
  memberships: readonly Membership[];
  /** The draft over what is there now. */
  draftOf: (settings: Settings) => D;
  /** What is saved of a draft that stands. */
  toOf: (draft: D) => SettingsTo;
  /** How many things in it are to be mended. */
  faults: (draft: D) => number;
  /** What is there now. */
  show: (settings: Settings) => ReactNode;
  form: (draft: D, change: (part: Partial<D>) => void, settings: Settings) => ReactNode;
}

/** ONE SECTION OF A SHOP'S SETTINGS: read by all who work here, changed by the owner. */
export function SettingsSection<D extends object>(props: Props<D>) {
  const { title, section, member, memberships, draftOf, toOf, faults, show, form } = props;
  const { merchantId } = member;
  const { asked, again } = useAsk(merchantId, () => call('shopSettings.get', { merchantId }));
  const { draft, over, busy, problem, begin, change, drop, save } = useDraft<D>(again);
  usePullDownRefresh(() => void again().finally(endPullDown));
  const wide = useWide();
  const owner = member.role === 'owner';
  const toList = () => up('merchant/settings', { merchant: merchantId });
  const frame = { title, here: 'settings', member, memberships, up: { label: '店铺设置', go: toList } } as const;
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
  const settings = asked.value;
  const version = settings.versions[section];
  if (draft === undefined) {
    const edit = owner && (
      <Btn id="edit" block={!wide} kind={wide ? 'solid' : 'tint'} onClick={() => begin(draftOf(settings), version)}>
        修改
      </Btn>
    );
    return (
      <Frame {...frame} acts={(wide && edit) || undefined}>
        <View className="settings-page">{show(settings)}</View>
        {owner ? !wide && <View className="m12">{edit}</View> : <View className="room-note m8">由店主来改。</View>}
      </Frame>
    );
  }
  const wrong = faults(draft);
  const same = JSON.stringify(draft) === JSON.stringify(draftOf(settings));
  const acts = [
    <Btn key="not" id="editNot" kind="line" className="bar-lesser" onClick={drop}>
      先不改
    </Btn>,
    <Btn
      key="yes"
      id="save"
      busy={busy}
      disabled={!busy && (wrong > 0 || same)}
      onClick={() => void save(() => call('shopSettings.set', { merchantId, version, to: toOf(draft) }), '存好了')}
    >
      {wrong > 0 ? `${wrong} 处要改` : same ? '和现在一样' : '保存'}
    </Btn>,
  ];
  return (
    <Frame {...frame} acts={acts}>
      <View className="settings-page">
        {version !== over && (
          <>
            <View id="overtaken" className="room-notice">
              <Icon name="alert" size={16} />
              <View className="grow">刚刚有人存了新的，就是下面第一块。你写的还在它后面，看过再存。</View>
            </View>
            {show(settings)}
          </>
        )}
        {problem && (
          <View id="saveProblem" className="room-notice">
            <Icon name="alert" size={16} />
            <View className="grow">没有存：{problem.message}</View>
          </View>
        )}
        {form(draft, change, settings)}
      </View>
    </Frame>
  );
}
