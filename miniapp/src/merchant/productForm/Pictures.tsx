import { Image, Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { PICTURES_MOST } from '../../../../shared/domain/product';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { mayRetry } from '../../platform/api';
import { isH5, pictureUrl } from '../../platform/target';
import { Panel } from '../components/Panel';
import type { Sending } from './useSending';

interface Props {
  /** Paths, in their order; the first is the cover. */
  pictures: readonly string[];
  sending: Sending;
  error: string | undefined;
  onChange: (next: (before: readonly string[]) => readonly string[]) => void;
}

/** The same list with the one at `from` standing at `to`. */
function moved(list: readonly string[], from: number, to: number): string[] {
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)];
}

/** The pictures of a product: chosen, put in order (dragged in a browser, by buttons everywhere), taken away. */
export function Pictures({ pictures, sending, error, onChange }: Props) {
  const { sent, add, again, drop } = sending;
  const room = PICTURES_MOST - pictures.length - sent.length;
  const move = (from: number, to: number) => onChange((before) => moved(before, from, to));
  return (
    <Panel id="pictures" title="图片" sub={isH5 ? '第一张是封面，拖着换位置' : '第一张是封面'}>
      <View className="product-pictures">
        {pictures.map((picture, at) => (
          <Place key={picture} at={at} onDrop={(from) => move(from, at)}>
            <Image className="product-picture-shown" src={pictureUrl(picture)} mode="aspectFill" aria-hidden="true" />
            <View className="product-picture-acts">
              <Act
                id={`pictureBack-${at}`}
                icon="back"
                label={`第 ${at + 1} 张往前`}
                off={at === 0}
                onClick={() => move(at, at - 1)}
              />
              <Act
                id={`pictureRemove-${at}`}
                icon="x"
                label={`去掉第 ${at + 1} 张`}
                onClick={() => onChange((before) => before.filter((one) => one !== picture))}
              />
              <Act
                id={`pictureOn-${at}`}
                icon="right"
                label={`第 ${at + 1} 张往后`}
                off={at === pictures.length - 1}
                onClick={() => move(at, at + 1)}
              />
            </View>
          </Place>
        ))}
        {sent.map((one) => (
          <View key={one.key} className="product-picture product-picture-waits">
            {one.problem === undefined || mayRetry(one.problem) ? (
              <Image className="product-picture-shown" src={one.chosen.preview} mode="aspectFill" aria-hidden="true" />
            ) : (
              <View className="product-picture-shown" />
            )}
            <View className="product-picture-acts">
              {one.problem === undefined ? (
                <Text className="f12 c2 grow">正在传</Text>
              ) : (
                <>
                  {mayRetry(one.problem) && (
                    <View
                      id={`pictureAgain-${one.key}`}
                      className="product-picture-act f12"
                      {...asButton}
                      onClick={() => void again(one)}
                    >
                      <Text>重试</Text>
                    </View>
                  )}
                  <Act id={`pictureDrop-${one.key}`} icon="x" label="不要这张" onClick={() => drop(one)} />
                </>
              )}
            </View>
          </View>
        ))}
        {room > 0 && (
          <View
            id="addPicture"
            className="product-picture product-picture-add"
            {...asButton}
            onClick={() => void add(room)}
          >
            <Icon name="plus" size={24} />
            <Text className="f12">加图片</Text>
            <Text className="f12 num">
              {pictures.length} / {PICTURES_MOST}
            </Text>
          </View>
        )}
      </View>
      {sent.map(({ key, problem }) =>
        problem === undefined ? null : (
          <View key={key} className="cd f12 m8">
            {problem.message}
          </View>
        ),
      )}
      {error !== undefined && (
        <View id="picturesError" className="cd f12 m8">
          {error}
        </View>
      )}
      <View className="room-note m8">JPG、PNG 或 WebP，每张最大 5 MB，传上来会缩到 1280 像素。</View>
    </Panel>
  );
}

interface ActProps {
  id: string;
  icon: 'back' | 'x' | 'right';
  label: string;
  off?: boolean;
  onClick: () => void;
}

function Act({ id, icon, label, off = false, onClick }: ActProps) {
  return (
    <View
      id={id}
      className={`product-picture-act ${off ? 'product-picture-off' : ''}`}
      {...asButton}
      aria-label={label}
      aria-disabled={off}
      onClick={off ? undefined : onClick}
    >
      <Icon name={icon} size={16} />
    </View>
  );
}

/** Where a picture stands; in a browser it can be taken to another place. */
function Place({ at, onDrop, children }: { at: number; onDrop: (from: number) => void; children: ReactNode }) {
  if (!isH5) return <View className="product-picture">{children}</View>;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the buttons inside do the same for a keyboard
    <div
      id={`picture-${at}`}
      className="product-picture"
      draggable
      onDragStart={(event) => event.dataTransfer.setData('text/plain', String(at))}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const from = Number(event.dataTransfer.getData('text/plain'));
        if (Number.isInteger(from) && from !== at) onDrop(from);
      }}
    >
      {children}
    </div>
  );
}
