import { Input, View } from '@tarojs/components';
import { useEffect, useRef, useState } from 'react';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { useKeys } from '../hooks/useKeys';
import { useWide } from '../hooks/useWide';

interface SegmentsProps<T extends string> {
  /** What is chosen among. */
  label: string;
  options: ReadonlyArray<{ value: T; label: string; count?: number }>;
  chosen: T;
  onChoose: (value: T) => void;
  /** Begins the id of each. */
  id: string;
}

/** One of a few, all of them in sight. */
export function Segments<T extends string>({ label, options, chosen, onChoose, id }: SegmentsProps<T>) {
  return (
    <View className="segments" role="group" aria-label={label}>
      {options.map(({ value, label: word, count }) => (
        <View
          key={value}
          id={`${id}-${value}`}
          className={`segments-one ${value === chosen ? 'segments-on' : ''}`}
          {...asButton}
          aria-pressed={value === chosen}
          onClick={() => onChoose(value)}
        >
          {word}
          {count !== undefined && <View className="segments-count num">{count}</View>}
        </View>
      ))}
    </View>
  );
}

interface SearchProps {
  id: string;
  placeholder: string;
  words: string;
  onSearch: (words: string) => void;
}

/** Typing searches by itself, a moment after the last key. */
const PAUSE = 300;

/** Words to search for. At a desk `/` leads here and Esc empties it. */
export function Search({ id, placeholder, words, onSearch }: SearchProps) {
  const wide = useWide();
  const [typed, setTyped] = useState(words);
  const field = useRef<HTMLInputElement>(null);
  // Letters of a Chinese input method are no words yet.
  const composing = useRef(false);
  const search = useRef(onSearch);
  search.current = onSearch;
  useKeys({ '/': () => field.current?.focus() });
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === words || composing.current) return;
    const timer = setTimeout(() => search.current(wanted), PAUSE);
    return () => clearTimeout(timer);
  }, [typed, words]);

  const clear = () => {
    setTyped('');
    onSearch('');
  };
  return (
    <View className="search">
      <Icon name="search" size={16} className="c3" />
      {wide ? (
        <input
          ref={field}
          id={id}
          className="search-input"
          type="text"
          aria-label={placeholder}
          placeholder={placeholder}
          maxLength={40}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onCompositionStart={() => {
            composing.current = true;
          }}
          onCompositionEnd={(event) => {
            composing.current = false;
            onSearch(event.currentTarget.value.trim());
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && typed === '') field.current?.blur();
            else if (event.key === 'Escape') clear();
            else if (event.key === 'Enter' && !composing.current) onSearch(typed.trim());
          }}
        />
      ) : (
        <Input
          id={id}
          className="search-input"
          type="text"
          confirmType="search"
          placeholder={placeholder}
          maxlength={40}
          value={typed}
          onInput={(event) => setTyped(event.detail.value)}
          onConfirm={(event) => onSearch(event.detail.value.trim())}
        />
      )}
      {typed !== '' && (
        <View id={`${id}Clear`} className="search-clear" {...asButton} aria-label="清空" onClick={clear}>
          <Icon name="x" size={16} />
        </View>
      )}
      {wide && typed === '' && (
        <View className="search-key" aria-hidden="true">
          /
        </View>
      )}
    </View>
  );
}
