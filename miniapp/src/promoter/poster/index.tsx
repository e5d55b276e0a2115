import { Canvas, Image, View } from '@tarojs/components';
import { useRouter, useShareAppMessage } from '@tarojs/taro';
import { useEffect, useState } from 'react';
import { Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';
import { Reward, ShareAct, ShareActs } from '../../components/ShareActs';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { useLink } from '../../hooks/useLink';
import { personIsHere, signInLabel } from '../../hooks/usePerson';
import { useShares } from '../../hooks/useShares';
import { savePicture } from '../../platform/album';
import type { Problem } from '../../platform/api';
import { copy, toast } from '../../platform/notice';
import { token, useSession } from '../../platform/session';
import { addressOf, messageCard, type ShareTarget } from '../../platform/share';
import { isH5, shopId } from '../../platform/target';
import { BOARD, usePoster } from './usePoster';
import './index.scss';

const KINDS = ['shop', 'product', 'group', 'bargain', 'promoter'] as const;

function targetOf({ kind, id = shopId }: Partial<Record<string, string>>): ShareTarget {
  return { kind: KINDS.find((known) => known === kind) ?? 'shop', id };
}

/** No picture: the link leads to the same, and is there. */
function Undrawn({ problem, onLink, onRetry }: { problem: Problem; onLink: () => void; onRetry: () => void }) {
  return (
    <View id="undrawn" className="poster-wait">
      <Empty
        icon="stop"
        title="海报没做出来"
        text={`${problem.message}。可以先发链接，打开的是同一个页面`}
        action={{ id: 'retry', label: '再试一次', onClick: onRetry }}
      />
      <View className="m12">
        <Btn id="linkInstead" block onClick={onLink}>
          复制链接
        </Btn>
      </View>
    </View>
  );
}

/** WeChat asks once; after a no only its settings help. */
function AlbumDenied() {
  return (
    <View id="albumDenied" className="card poster-note row g12">
      <View className="grow f13 c2">还不能存到相册。在设置里打开「添加到相册」，再存一次</View>
      <Btn id="toSettings" size="s" kind="tint" openType="openSetting">
        去设置
      </Btn>
    </View>
  );
}

export default function PosterPage() {
  const { params } = useRouter();
  const target = targetOf(params);
  const person = useSession((session) => session.person);
  // In WeChat somebody is signed in by asking; on H5 nobody may be.
  const [nobody, setNobody] = useState(false);
  useEffect(() => {
    void token().then((bearer) => setNobody(bearer === null && isH5));
  }, []);
  const { asked, again } = usePoster(target, person ?? undefined);
  const { tokens, coming } = useShares(target.kind, { id: target.id });
  const { busy, copyLink } = useLink(person ? target : undefined);
  const [saving, setSaving] = useState(false);
  const [denied, setDenied] = useState(false);
  const made = asked.status === 'ready' ? asked.value : undefined;
  useShareAppMessage(() => messageCard(made?.content.shared, tokens, coming));

  async function save(done: string): Promise<void> {
    if (made?.picture.ok !== true || saving) return;
    setSaving(true);
    const saved = await savePicture(made.picture.value, `${made.content.poster.title}.png`);
    setSaving(false);
    setDenied(saved === 'denied');
    if (saved === 'saved') toast(done);
  }

  if (nobody && person === null) {
    return (
      <Screen title="分享海报">
        <Empty
          icon="people"
          title="登录后做海报"
          text="海报上有你的名字，码是你的"
          action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
        />
        <Hosts />
      </Screen>
    );
  }
  return (
    <Screen title="分享海报" className="poster-body">
      {!isH5 && <Canvas type="2d" id={BOARD} className="poster-board" />}
      {asked.status === 'loading' && (
        <View className="poster-wait">
          <Skeleton bones={['ticket', 'line']} />
        </View>
      )}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {made && !made.picture.ok && (
        <Undrawn problem={made.picture.refusal} onLink={copyLink} onRetry={() => void again()} />
      )}
      {made?.picture.ok && (
        <>
          <View id="poster" className="poster">
            <Image
              className="poster-picture"
              src={made.picture.value}
              mode="widthFix"
              showMenuByLongpress
              aria-label={`海报：${made.content.poster.title}`}
            />
          </View>
          {denied && <AlbumDenied />}
          <View className="poster-acts">
            <ShareActs>
              <ShareAct
                id="toFriend"
                icon="chat"
                label="发给朋友"
                busy={tokens === undefined}
                openType={isH5 ? undefined : 'share'}
                onClick={
                  isH5
                    ? () => void copy(addressOf(target, tokens?.message)).then(() => toast('链接已复制，发给朋友吧'))
                    : undefined
                }
              />
              <ShareAct
                id="toMoments"
                icon="ring"
                label="发朋友圈"
                onClick={() => void save('图存好了，去朋友圈发这张图')}
              />
              <ShareAct id="copyLink" icon="link" label="复制链接" busy={busy} onClick={copyLink} />
              <ShareAct
                id="savePoster"
                icon="download"
                label={isH5 ? '存图片' : '存到相册'}
                busy={saving}
                onClick={() => void save('海报存好了')}
              />
            </ShareActs>
          </View>
          <Reward rate={made.content.rate} />
        </>
      )}
      <Hosts />
    </Screen>
  );
}
