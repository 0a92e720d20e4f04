/** What every PostgreSQL knows and nobody else must reach it by; for reading one out. */
export const leastSettings = (port: number) =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    timezone: 'UTC',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`])

/** Server settings for a small machine; on the command line, so that a new release changes them for old folders too. */
export const serverSettings = (port: number) =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    port,
    // TCP on loopback is enough, and a socket's path has a length limit that a data folder may exceed.
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '128MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    effective_cache_size: '512MB',
    random_page_cost: 1.1,
    jit: 'off',
    // Otherwise three helper processes wait for reads that a small database has in memory.
    io_method: 'sync',
    max_logical_replication_workers: 0,
    fsync: 'on',
    synchronous_commit: 'on',
    max_wal_size: '512MB',
    idle_in_transaction_session_timeout: '30s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // No statements, values or per-statement errors: the application reports those itself, without personal data.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
