import { Image, View } from '@tarojs/components';
import { pictureUrl } from '../platform/target';
import { isPhoto } from './photo';
import { hashOf, tintOf } from './tint';
import './Cover.scss';

interface Props {
  /** The product's id: it decides the tint, and whether the goods stand alone or in threes. */
  id: string;
  picture: string;
  /** What the picture shows; left out where the name stands beside it. */
  alt?: string;
  /** hero: top of a product · feat: featured card · ticket · card: in the grid · the rest: thumbnails of that many px. */
  shape: 'hero' | 'feat' | 'ticket' | 'card' | 't92' | 't72' | 't64' | 't52' | 't48' | 't28';
  className?: string;
}

/** The picture of a product on its tint; the box has its name, whatever stands in it. */
export function Cover({ id, picture, alt, shape, className = '' }: Props) {
  const url = pictureUrl(picture);
  const spoken = alt === undefined ? { 'aria-hidden': true as const } : { role: 'img', 'aria-label': alt };
  const box = `cover cover-${shape} ${tintOf(id)} ${className}`;
  if (isPhoto(picture)) {
    return (
      <View className={box} {...spoken}>
        <Image className="cover-photo" src={url} mode="aspectFill" lazyLoad aria-hidden="true" />
      </View>
    );
  }
  const three =
    shape === 'hero' || shape === 'feat' || shape === 'ticket' || (shape === 'card' && hashOf(id) % 3 === 0);
  return (
    <View className={box} {...spoken}>
      {three && <Image className="cover-left" src={url} mode="aspectFit" aria-hidden="true" />}
      {three && <Image className="cover-right" src={url} mode="aspectFit" aria-hidden="true" />}
      <Image
        className={three ? 'cover-middle' : 'cover-goods'}
        src={url}
        mode="aspectFit"
        lazyLoad
        aria-hidden="true"
      />
    </View>
  );
}
