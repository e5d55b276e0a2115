import { View } from '@tarojs/components';
import { type ReactNode, useState } from 'react';
import { Sheet } from '../../components/Sheet';

type Regions = typeof import('@vant/area-data')['areaList'];
interface Place {
  code: string;
  name: string;
}

/** The places one level below `code`: provinces end in 0000, cities in 00. */
function below(regions: Regions, code: string | undefined): Place[] {
  const places = (list: Record<string, string>, prefix: string): Place[] =>
    Object.entries(list)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, name]) => ({ code: key, name }));
  if (code === undefined) return places(regions.province_list, '');
  if (code.endsWith('0000')) return places(regions.city_list, code.slice(0, 2));
  return places(regions.county_list, code.slice(0, 4));
}

/**
 * H5: province, city, district, one tap each.
 * @public required by RegionField.tsx on H5
 */
export function RegionSheet({ children, onChange }: { children: ReactNode; onChange: (region: string[]) => void }) {
  const [regions, setRegions] = useState<Regions>();
  const [open, setOpen] = useState(false);
  const [trail, setTrail] = useState<Place[]>([]);

  async function show(): Promise<void> {
    setTrail([]);
    setOpen(true);
    if (regions === undefined) setRegions((await import('@vant/area-data')).areaList);
  }

  function choose(place: Place): void {
    const next = [...trail, place];
    setTrail(next);
    if (next.length < 3) return;
    setOpen(false);
    onChange(next.map((one) => one.name));
  }

  return (
    <>
      <View id="addressRegion" role="button" onClick={() => void show()}>
        {children}
      </View>
      <Sheet open={open} title="省市区" part={trail.at(-1)?.code} onClose={() => setOpen(false)}>
        {trail.length > 0 && (
          <View className="region-trail">
            {trail.map((place, index) => (
              <View
                key={place.code}
                className="chip chip-on"
                role="button"
                onClick={() => setTrail(trail.slice(0, index))}
              >
                {place.name}
              </View>
            ))}
          </View>
        )}
        {regions !== undefined &&
          below(regions, trail.at(-1)?.code).map((place) => (
            <View
              key={place.code}
              id={`region-${place.code}`}
              className="region-one"
              role="button"
              onClick={() => choose(place)}
            >
              {place.name}
            </View>
          ))}
      </Sheet>
    </>
  );
}
