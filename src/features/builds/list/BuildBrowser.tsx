import { type ComponentType, useState } from 'react';
import { Button } from '../../../components/controls/Button.tsx';
import { OlderButton, type OlderButtonProps } from '../../../components/controls/OlderButton.tsx';
import { formatCount, plural } from '../../../components/time/format.ts';
import { SelectField } from '../../../components/controls/SelectField.tsx';
import { stateLooks } from '../../../components/steps/state.ts';
import styles from './BuildBrowser.module.css';
import { type BuildLinkProps, BuildList } from './BuildList.tsx';
import { BuildTrend } from './BuildTrend.tsx';
import {
  type BuildFilter,
  filterBuilds,
  filterChoices,
  isFiltered,
  noFilter,
  readFilter,
} from '../derived/filter.ts';
import type { Build } from '../model/model.ts';

const PAGE = 50;

export interface BuildBrowserProps extends Omit<OlderButtonProps, 'what'> {
  builds: readonly Build[];
  filter: BuildFilter;
  onFilter: (filter: BuildFilter) => void;
  current?: string;
  Link: ComponentType<BuildLinkProps>;
}

/** All builds of a project, filtered by state, branch and person. */
export function BuildBrowser(props: BuildBrowserProps) {
  const { builds, older, onLoadOlder, filter, onFilter, current, Link } = props;
  const [shown, setShown] = useState(PAGE);
  const found = filterBuilds(builds, filter);
  const { branches, people } = filterChoices(builds, filter);
  const choose = (key: keyof BuildFilter) => (value: string) =>
    onFilter(readFilter({ ...filter, [key]: value }));
  const isAll = older === 'none';
  const all = `${isAll ? '' : 'the newest '}${plural(builds.length, 'build')}`;
  const any = { value: '', text: 'Any' };
  const texts = (values: readonly string[]) => values.map((value) => ({ value, text: value }));
  const states = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;
  return (
    <>
      <BuildTrend builds={found} />
      <div className={styles.filters} role="group" aria-label="Filter builds">
        <SelectField
          label="State"
          value={filter.state}
          onChange={choose('state')}
          options={[any, ...states.map((value) => ({ value, text: stateLooks[value].word }))]}
        />
        {branches.length > 0 && (
          <SelectField
            label="Branch"
            value={filter.branch}
            onChange={choose('branch')}
            options={[any, ...texts(branches)]}
          />
        )}
        {people.length > 0 && (
          <SelectField
            label="Started by"
            value={filter.by}
            onChange={choose('by')}
            options={[any, ...texts(people)]}
          />
        )}
        {isFiltered(filter) && (
          <Button size="sm" variant="ghost" onClick={() => onFilter(noFilter)}>
            Clear filter
          </Button>
        )}
        <span role="status" className={styles.count}>
          {isFiltered(filter) ? `${formatCount(found.length)} of ${all}` : all}
        </span>
      </div>
      {found.length === 0 ? (
        <p className={styles.none}>{isAll ? 'No build' : `None of ${all}`} fits this filter.</p>
      ) : (
        <BuildList
          builds={found}
          max={shown}
          Link={Link}
          {...(current === undefined ? {} : { current })}
        />
      )}
      {found.length <= shown && !isAll && (
        <div className={styles.more}>
          <OlderButton {...{ older, onLoadOlder }} what="builds" />
        </div>
      )}
      {found.length > shown && (
        <div className={styles.more}>
          <Button size="sm" onClick={() => setShown(shown + PAGE)}>
            Show {Math.min(PAGE, found.length - shown)} more
          </Button>
        </div>
      )}
    </>
  );
}
