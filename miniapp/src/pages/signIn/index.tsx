import { Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { Avatar } from '../../components/Avatar';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty } from '../../components/State';
import { back } from '../../platform/nav';
import { toast } from '../../platform/notice';
import { signIn } from '../../platform/session';
import { loginCode, type TestPerson, testPeople } from '../../standIn/people';
import './index.scss';

/** The test sign-in: whoever the WeChat stand-in knows. Only in builds with TARO_APP_STAND_IN=1. */
export default function SignInPage() {
  const [people, setPeople] = useState<TestPerson[] | null>();
  const [busy, setBusy] = useState(false);

  async function load(): Promise<void> {
    setPeople(undefined);
    setPeople(await testPeople());
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => void load(), []);

  async function choose({ id }: TestPerson): Promise<void> {
    if (busy) return;
    setBusy(true);
    const code = await loginCode(id);
    const problem = code === null ? undefined : await signIn(code);
    setBusy(false);
    if (code === null || problem !== undefined) return toast(problem?.message ?? '连不上微信替身，再试一次');
    back();
  }

  return (
    <Screen title="测试登录">
      <View className="f13 c2 sign-in-words">网页上没有微信登录。选一个人，就以 TA 的身份逛和买。</View>
      {people === undefined && <Skeleton bones={['line', 'line', 'line']} />}
      {people === null && (
        <Empty
          icon="stop"
          title="连不上微信替身"
          text="看看它是不是在跑"
          action={{ id: 'retry', label: '再试一次', onClick: () => void load() }}
        />
      )}
      {people && (
        <View className="card sign-in-people">
          {people.map((person) => (
            <View
              key={person.id}
              id={`person-${person.id}`}
              className="row g12 sign-in-person"
              role="button"
              onClick={() => void choose(person)}
            >
              <Avatar avatar={person.avatar} name={person.name} size={40} />
              <Text className="grow f16">{person.name}</Text>
            </View>
          ))}
        </View>
      )}
    </Screen>
  );
}
