import { Image, View } from '@tarojs/components';
import { pictureUrl } from '../../platform/target';

/** The logo as it is. */
export function LogoPicture({ logo }: { logo: string }) {
  return (
    <View className="face-logo" role="img" aria-label="店铺标志">
      <Image className="face-logo-picture" src={pictureUrl(logo)} mode="aspectFit" aria-hidden="true" />
    </View>
  );
}
