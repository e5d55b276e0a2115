import { Text, View } from '@tarojs/components';
import { type ReactNode, useState } from 'react';
import { formatWhen } from '../../../../shared/time';
import { asButton } from '../../components/Btn';
import { Cover } from '../../components/Cover';
import { Failed } from '../../components/State';
import { Tag } from '../../components/Tag';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { toast } from '../../platform/notice';
import type { Drafts as Asked } from '../hooks/useDrafts';
import { kindWord } from '../words/campaign';
import { Decision } from './Decision';
import { Panel } from './Panel';
import './Drafts.scss';

interface Props {
  merchantId: string;
  drafts: Asked;
  /** What stands where there is none; without it, nothing does. */
  empty?: ReactNode;
}

/** Campaigns that are not published yet: each is gone on with, or thrown away. */
export function Drafts({ merchantId, drafts: { asked, again }, empty }: Props) {
  const [leaving, setLeaving] = useState<{ id: string; title: string }>();
  const [busy, setBusy] = useState(false);
  if (asked.status === 'failed' && empty !== undefined) return <Failed problem={asked.problem} onRetry={again} />;
  if (asked.status !== 'ready') return null;
  if (asked.value.drafts.length === 0) return empty;

  async function remove(draftId: string): Promise<void> {
    setBusy(true);
    const answer = await call('draft.remove', { merchantId, draftId });
    setBusy(false);
    // One that is gone already is what was wanted.
    const gone = answer.ok || (answer.refusal.kind === 'refused' && answer.refusal.code === 'notFound');
    if (!gone) return toast(answer.refusal.message);
    setLeaving(undefined);
    await again();
  }

  return (
    <Panel id="drafts" title="没发布的">
      {asked.value.drafts.map(({ id, kind, title, product, campaignId, by, at }) => (
        <View key={id} className="row g12 drafts-one">
          <View
            id={`draft-${id}`}
            className="row g12 grow"
            {...asButton}
            onClick={() => open('merchant/campaignForm', { merchant: merchantId, draft: id })}
          >
            <Cover id={product.id} picture={product.cover} shape="t48" />
            <View className="grow">
              <View className="f14 two">
                <Tag tone={kindWord[kind].tone}>{kindWord[kind].label}</Tag> {title === '' ? product.title : title}
              </View>
              <View className="f12 c3">
                {campaignId === undefined ? '新活动' : '下一版'} · {by} {formatWhen(at, serverNow())} 存
              </View>
            </View>
          </View>
          <View
            id={`draftOff-${id}`}
            className="chart-way"
            {...asButton}
            onClick={() => setLeaving({ id, title: title === '' ? product.title : title })}
          >
            <Text>删掉</Text>
          </View>
        </View>
      ))}
      {leaving && (
        <Decision
          open
          title="删掉这份草稿？"
          onClose={() => setLeaving(undefined)}
          acts={[
            { id: 'draftKeep', label: '先留着', kind: 'line', onClick: () => setLeaving(undefined) },
            { id: 'draftDrop', label: '删掉', busy, onClick: () => void remove(leaving.id) },
          ]}
        >
          <View>「{leaving.title}」删掉就找不回来了。已经发布的活动不受影响。</View>
        </Decision>
      )}
    </Panel>
  );
}
