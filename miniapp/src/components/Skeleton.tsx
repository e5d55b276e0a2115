import { View } from '@tarojs/components';
import { useLate } from '../hooks/useLate';
import './Skeleton.scss';

export type Bone = 'feature' | 'grid' | 'line' | 'ticket' | 'order' | 'wallet' | 'hero';

function Bones({ bone }: { bone: Bone }) {
  switch (bone) {
    case 'hero':
      return (
        <View>
          <View className="bone bone-hero" />
          <View className="bone bone-price m20" />
          <View className="bone bone-title m12" />
          <View className="bone bone-half m12" />
        </View>
      );
    case 'feature':
    case 'ticket':
      return (
        <View className="card bone-card">
          <View className="bone bone-cover" />
          <View className="bone-in">
            <View className="bone bone-title" />
            <View className="bone bone-half m8" />
            <View className="row spread m16">
              <View className="bone bone-price" />
              <View className="bone bone-button" />
            </View>
          </View>
        </View>
      );
    case 'grid':
      return (
        <View className="bone-grid m12">
          {[0, 1].map((index) => (
            <View key={index} className="card bone-card">
              <View className="bone bone-cover" />
              <View className="bone-in">
                <View className="bone bone-title" />
                <View className="bone bone-half m8" />
                <View className="bone bone-price m8" />
              </View>
            </View>
          ))}
        </View>
      );
    case 'wallet':
      return (
        <View className="card">
          <View className="bone bone-half" />
          <View className="bone bone-big m12" />
          <View className="bone bone-title m24" />
        </View>
      );
    case 'order':
    case 'line':
      return (
        <View className="card row g12">
          <View className="bone bone-thumb" />
          <View className="grow">
            <View className="bone bone-title" />
            <View className="bone bone-half m8" />
            <View className="row spread m12">
              <View className="bone bone-price" />
              <View className="bone bone-button" />
            </View>
          </View>
        </View>
      );
  }
}

/** The shape of what is coming, after 300 ms. */
export function Skeleton({ bones }: { bones: readonly Bone[] }) {
  const late = useLate();
  return (
    <View className={late ? 'skeleton skeleton-on' : 'skeleton'} aria-busy="true" aria-label="载入中">
      {bones
        .map((bone, place) => ({ bone, place }))
        .map(({ bone, place }) => (
          <View key={place} className="skeleton-one">
            <Bones bone={bone} />
          </View>
        ))}
    </View>
  );
}
