import { Image, Text, View } from '@tarojs/components';
import { Icon } from '../../components/Icon';
import type { AddedPicture, AddedPictures } from '../hooks/usePictures';
import './Pictures.scss';

function One({ picture, onRemove, onRetry }: { picture: AddedPicture; onRemove: () => void; onRetry: () => void }) {
  const { id, preview, status, progress } = picture;
  return (
    <View id={id} className={`picture picture-${status}`}>
      <Image className="picture-shown" src={preview} mode="aspectFill" />
      {status === 'sending' && (
        <View className="picture-over" aria-label={`传了 ${progress}%`}>
          <View className="picture-bar">
            <View className="picture-done" style={{ width: `${progress}%` }} />
          </View>
        </View>
      )}
      {status === 'failed' && (
        <View id={`${id}-retry`} className="picture-over" role="button" onClick={onRetry}>
          <Text className="f12">没传上</Text>
          <Text className="f12 picture-again">再试一次</Text>
        </View>
      )}
      <View id={`${id}-remove`} className="picture-remove" role="button" aria-label="去掉这张" onClick={onRemove}>
        <View className="picture-cross">
          <Icon name="x" size={24} />
        </View>
      </View>
    </View>
  );
}

/** Pictures with a way to add and to take away; what did not arrive says so and can be tried again. */
export function Pictures({ pictures }: { pictures: AddedPictures }) {
  const { all, most } = pictures;
  const refused = all.find(({ status }) => status === 'failed')?.words;
  return (
    <View>
      <View className="pictures">
        {all.map((picture) => (
          <One
            key={picture.id}
            picture={picture}
            onRemove={() => pictures.remove(picture.id)}
            onRetry={() => pictures.retry(picture.id)}
          />
        ))}
        {all.length < most && (
          <View
            id="addPicture"
            className="picture picture-add"
            role="button"
            aria-label={`加图片，还能加 ${most - all.length} 张`}
            onClick={() => void pictures.add()}
          >
            <Icon name="plus" size={24} />
            <Text className="f12">
              {all.length} / {most}
            </Text>
          </View>
        )}
      </View>
      {refused !== undefined && <View className="f12 cd m8">{refused}</View>}
    </View>
  );
}
