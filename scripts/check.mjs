process.argv.splice(2, 0, 'tasks', 'check');
await import('./bootstrap.mjs');
