import { Text, View } from '@tarojs/components';
import { copy, toast } from '../platform/notice';
import { type Card, linkOf } from '../platform/share';
import { Btn } from './Btn';
import { Sheet } from './Sheet';
import './ShareSheet.scss';

/** On H5 a card is a link: copied, and sent wherever friends are. It waits for the token that says whose share it is. */
export function ShareSheet({ card, ready, onClose }: { card: Card | undefined; ready: boolean; onClose: () => void }) {
  const link = card === undefined ? '' : linkOf(card);
  return (
    <Sheet
      open={card !== undefined}
      title="发给朋友"
      onClose={onClose}
      foot={
        <Btn
          id="copyLink"
          block
          busy={!ready}
          onClick={() => {
            void copy(link).then(() => toast('链接已复制，发给朋友吧'));
            onClose();
          }}
        >
          复制链接
        </Btn>
      }
    >
      <View className="f14 bold">{card?.title}</View>
      <View className="share-link m8">
        <Text id="shareLink" userSelect>
          {link}
        </Text>
      </View>
    </Sheet>
  );
}
