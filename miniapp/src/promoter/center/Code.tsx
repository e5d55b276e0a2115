import { Text, View } from '@tarojs/components';
import { Btn } from '../../components/Btn';
import { open } from '../../platform/nav';
import { copy, toast } from '../../platform/notice';
import { shopId } from '../../platform/target';

/** My own code: it names me to the shop, and is what my card and my poster carry. */
export function Code({ code }: { code: string | undefined }) {
  return (
    <View className="card code">
      <View className="f13 c2">我的推广码</View>
      <View className="row spread g12 m4">
        <Text id="code" className="num code-text" userSelect>
          {code ?? '··········'}
        </Text>
        <Btn
          id="copyCode"
          kind="line"
          size="s"
          busy={code === undefined}
          onClick={() => code !== undefined && void copy(code).then(() => toast('推广码已复制'))}
        >
          复制
        </Btn>
      </View>
      <View className="m16">
        <Btn id="toPoster" size="m" block onClick={() => open('promoter/poster', { kind: 'promoter', id: shopId })}>
          做我的海报
        </Btn>
      </View>
    </View>
  );
}
