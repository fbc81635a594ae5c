import { type FormEvent, useId, useState } from 'react';
import type { AssetRecord } from '../../catalogs/slate/index.ts';
import { Button } from '../../components/controls/Button.tsx';
import { TextField } from '../../components/controls/TextField.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { CommandError } from '../../components/feedback/CommandError.tsx';
import { describeCommandError, useCommand } from '../../hooks/index.ts';

export interface RenameAssetDialogProps {
  asset: AssetRecord;
  userName: string;
  onRenamed: (asset: AssetRecord) => void;
  onClose: () => void;
}

/** Asks for a new name. A change by others since the dialog was opened is noticed. */
export function RenameAssetDialog({ asset, userName, onRenamed, onClose }: RenameAssetDialogProps) {
  const [seen] = useState(asset);
  const [name, setName] = useState(asset.name);
  const rename = useCommand('asset.rename');
  const formId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === seen.name) return onClose();
    if (wanted === '' || rename.isPending) return;
    const { assetId, revision } = seen;
    rename.mutate(
      { ids: { assetId }, input: { name: wanted, revision, updatedBy: userName } },
      {
        onSuccess: (renamed) => {
          onRenamed(renamed);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      title="Rename asset"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={rename.isPending}>
            Rename
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <TextField
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={name.trim() === '' ? 'Enter a name.' : undefined}
          {...{ autofocus: '' }}
        />
        {rename.error && <CommandError>{describeCommandError(rename.error, true)}</CommandError>}
      </form>
    </Dialog>
  );
}
