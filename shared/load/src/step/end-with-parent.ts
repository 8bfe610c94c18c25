// Loaded before a step's server: it ends when the process that started it is gone, even by kill -9.
// The step itself knows nothing of this.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// The channel alone must not keep alive a server that is done.
process.channel?.unref();
