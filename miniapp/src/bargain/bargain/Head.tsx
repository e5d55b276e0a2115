import { View } from '@tarojs/components';
import { Avatar } from '../../components/Avatar';
import { Icon } from '../../components/Icon';
import { serverNow } from '../../platform/clock';
import { type Bargain, outcomeOf } from '../words';
import { roleOf, type Sharer } from './viewer';

/** Who asks for help, where it is not the one who looks. */
function Asking({ bargain, sharer }: { bargain: Bargain; sharer: Sharer | undefined }) {
  const { owner, missing, status } = bargain;
  const other = sharer !== undefined && sharer.name !== owner.name ? sharer : undefined;
  const asks = roleOf(bargain) === 'friend' && status === 'open';
  return (
    <View className="bargain-head tc">
      <View className="row row-middle bargain-face">
        <Avatar avatar={owner.avatar} name={owner.name} size={56} />
      </View>
      <View className="f18 bold m8 cut">
        {!asks
          ? `${owner.name} 的砍价`
          : other
            ? `${other.name} 请你帮 ${owner.name} 砍一刀`
            : `${owner.name} 想请你帮个忙`}
      </View>
      {asks && <View className="f13 c2">TA 想用底价买下这件，还差 {missing} 刀</View>}
    </View>
  );
}

/** Its owner is told quietly: the goods are the celebration. */
function AtFloor({ bargain }: { bargain: Bargain }) {
  const outcome = outcomeOf(bargain, serverNow());
  return (
    <View id="atFloor" className="bargain-head tc">
      <View className="row row-middle g8">
        <View className="bargain-tick">
          <Icon name="check" size={16} />
        </View>
        <View className="f22 bold">{outcome?.title}</View>
      </View>
      <View className="f13 c2 m4">{outcome?.text}</View>
    </View>
  );
}

/** Above the ticket: who asks; for its owner only what there is to be glad of. */
export function Head({ bargain, sharer }: { bargain: Bargain; sharer: Sharer | undefined }) {
  if (!bargain.mine) return <Asking bargain={bargain} sharer={sharer} />;
  return bargain.status === 'floor' ? <AtFloor bargain={bargain} /> : null;
}
