import { Button, Input, Text, View } from '@tarojs/components';
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { Avatar } from '../../components/Avatar';
import { asButton, Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { StickyBar } from '../../components/StickyBar';
import { useAsk } from '../../hooks/useAsk';
import { personIsHere, signInLabel, useViewer } from '../../hooks/usePerson';
import { call } from '../../platform/api';
import { toast } from '../../platform/notice';
import { type ChosenPicture, choosePictures, sendPicture } from '../../platform/picture';
import { withConsent } from '../../platform/privacy';
import { isH5, isWeapp } from '../../platform/target';
import './index.scss';

type Looked = Output<'person.saveProfile'>['name'];

const LONGEST = 20;

/** What becomes of a name or face that others do not see yet. */
function Status({ id, looked, what }: { id: string; looked: Looked; what: '名字' | '头像' }) {
  if (looked.status === 'shown') return null;
  const refused = looked.status === 'refused';
  return (
    <View id={id} className={`row row-top g8 f13 m8 ${refused ? 'cd' : 'c2'}`} aria-live="polite">
      <Icon name={refused ? 'alert' : 'clock'} size={20} />
      <Text className="grow">
        {refused
          ? `这个${what}微信没让通过，换一个就好。别人看到的还是原来的。`
          : `微信正在看这个${what}，看过就换上。现在别人看到的还是原来的。`}
      </Text>
    </View>
  );
}

/** 名字和头像: what friends in a group see of somebody. */
export default function ProfilePage() {
  const viewer = useViewer();
  const nobody = isH5 && viewer === '';
  const { asked, again, put } = useAsk(nobody ? undefined : `profile ${viewer}`, () => call('person.me', {}));
  const [name, setName] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [sending, setSending] = useState<string>();
  const me = asked.status === 'ready' ? asked.value : undefined;

  async function save(wanted: { name?: string; avatar?: string }): Promise<void> {
    const answer = await withConsent(() => call('person.saveProfile', wanted));
    if (!answer.ok) return toast(answer.refusal.message);
    if (me) put({ ...me, profile: answer.value });
    // What was shown at once is mine everywhere.
    await again();
  }

  async function saveName(): Promise<void> {
    const wanted = (name ?? '').trim();
    if (busy || me === undefined) return;
    if (wanted === '') return toast('写上一个名字，1 到 20 个字');
    setBusy(true);
    await save({ name: wanted });
    setBusy(false);
    setName(undefined);
  }

  async function takeFace(picture: ChosenPicture | undefined): Promise<void> {
    if (picture === undefined || sending !== undefined) return;
    setSending(picture.preview);
    const sent = await withConsent(() => sendPicture(picture, 'avatar'));
    if (sent.ok) await save({ avatar: sent.value.picture });
    else toast(sent.refusal.message);
    setSending(undefined);
  }

  const face = sending ?? me?.profile.avatar.value ?? '';
  const chosen = (
    <>
      <Avatar avatar={face} name={me?.name ?? ''} size={56} />
      <Text className="grow f14">{sending === undefined ? '换头像' : '正在传…'}</Text>
      <Icon name="right" size={16} className="c3" />
    </>
  );
  return (
    <Screen
      title="名字和头像"
      bar={
        me && (
          <StickyBar>
            <Btn id="saveName" block busy={busy} disabled={name === undefined} onClick={() => void saveName()}>
              {name === undefined ? '名字没有改动' : '保存名字'}
            </Btn>
          </StickyBar>
        )
      }
    >
      {nobody && (
        <Empty
          icon="people"
          title="登录后可以改名字和头像"
          action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
        />
      )}
      {!nobody && asked.status === 'loading' && <Skeleton bones={['line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={again} />}
      {me && (
        <>
          <View className="card">
            {isWeapp ? (
              <Button
                id="chooseAvatar"
                className="row g12 profile-face"
                hoverClass="none"
                openType="chooseAvatar"
                {...asButton}
                onChooseAvatar={(event) => void takeFace({ preview: event.detail.avatarUrl as string })}
              >
                {chosen}
              </Button>
            ) : (
              <View
                id="chooseAvatar"
                className="row g12 profile-face"
                role="button"
                onClick={() => void choosePictures(1).then(([picture]) => takeFace(picture))}
              >
                {chosen}
              </View>
            )}
            <Status id="avatarStatus" looked={me.profile.avatar} what="头像" />
          </View>
          <View className="card">
            <View className="row g12">
              <Text className="f14 c2 still">名字</Text>
              <Input
                id="nickname"
                className="grow profile-name"
                type="nickname"
                value={name ?? me.profile.name.value}
                maxlength={LONGEST}
                placeholder="1 到 20 个字"
                placeholderClass="c3"
                onInput={(event) => setName(event.detail.value)}
                // A name that WeChat offers arrives when the field is left.
                onBlur={(event) => {
                  if (event.detail.value !== me.profile.name.value) setName(event.detail.value);
                }}
              />
            </View>
            <Status id="nameStatus" looked={me.profile.name} what="名字" />
          </View>
          <View className="f12 c3 profile-note">
            一起拼团的朋友会看到名字和头像。已经开的团和下过的单，还是当时的名字。
          </View>
        </>
      )}
      <Hosts />
    </Screen>
  );
}
