import { Text, View } from '@tarojs/components';
import { Icon } from '../../components/Icon';
import { open } from '../../platform/nav';
import { copy, toast } from '../../platform/notice';
import { type Bargain, shortHash } from '../words';

/** What every cut was sealed with at launch; when no cut can follow any more, the door to checking them. */
export function Seal({ bargain }: { bargain: Bargain }) {
  const { id, commitment, revealed } = bargain;
  return (
    <View className="bargain-seal">
      <View
        id="copySeal"
        className="row g8 bargain-seal-hash"
        role="button"
        onClick={() => void copy(commitment).then(() => toast('指纹已复制'))}
      >
        <Text className="f12 c2 still">指纹</Text>
        <Text className="grow f13 num cut">{shortHash(commitment)}</Text>
        <Icon name="copy" size={16} className="c2" />
      </View>
      <View className="f12 c3">
        发起时就公布的指纹，锁住了每一刀的金额，之后谁也改不了。{revealed ? '' : '结束后人人可验。'}
      </View>
      {revealed && (
        <View
          id="verify"
          className="row g8 bargain-verify"
          role="button"
          onClick={() => open('bargain/verify', { id })}
        >
          <Icon name="shield" size={18} />
          <Text className="grow f14">验证公平</Text>
          <Icon name="right" size={16} />
        </View>
      )}
    </View>
  );
}
