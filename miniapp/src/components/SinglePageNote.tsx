import { View } from '@tarojs/components';

/** In Moments' single-page mode nothing can be bought; WeChat's own bar at the bottom leads to where it can. */
export function SinglePageNote({ verb }: { verb: string }) {
  return (
    <View id="toMiniapp" className="card tc m20">
      <View className="f16 bold">点下方「前往小程序」{verb}</View>
      <View className="f13 c2">这里是朋友圈的预览，看得到，下不了单</View>
    </View>
  );
}
