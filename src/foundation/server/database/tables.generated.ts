// Made from the migrated database by bin/generate-table-types.ts; not edited by hand.
import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<Date, Date | string, Date | string>
// What a JSON column holds is its owner to say.
type Json = ColumnType<unknown, string, string>
type DefaultedJson = ColumnType<unknown, string | undefined, string>

export type Database = {
  address_proof: {
    workspace_id: string
    visitor_id: string
    address: string
    code_hash: string
    attempts: Generated<number>
    created_at: Timestamp
    expires_at: Timestamp
    used_at: Timestamp | null
  }
  api_key: {
    workspace_id: string
    id: string
    name: string
    key_hash: string
    hint: string
    scopes: string[]
    created_at: Timestamp
    last_used_at: Timestamp | null
    revoked_at: Timestamp | null
  }
  audit_entry: {
    workspace_id: string
    id: string
    at: Timestamp
    act: string
    outcome: string
    actor_type: string
    actor_id: string
    object_type: string | null
    object_id: string | null
    facts: DefaultedJson
    network: string | null
  }
  cart: {
    workspace_id: string
    id: string
    source: string
    external_id: string
    customer_id: string | null
    identifier_id: string | null
    anonymous_id: string | null
    state: string
    currency: string | null
    total: number | null
    items: DefaultedJson
    item_count: Generated<number>
    started_at: Timestamp
    last_at: Timestamp
    abandoned_at: Timestamp | null
    order_id: string | null
    created_at: Timestamp
  }
  chat_invitation: {
    workspace_id: string
    visitor_id: string
    connection_id: string
    anonymous_id: string
    created_at: Timestamp
    taken_at: Timestamp | null
  }
  connection: {
    workspace_id: string
    id: string
    channel: string
    name: string
    settings: Json
    address: Generated<string>
    state: Generated<string>
    problem_code: string | null
    problem_detail: string | null
    state_at: Timestamp | null
    cursor: Json | null
    lease_owner: string | null
    lease_until: Timestamp | null
    received_count: Generated<number>
    duplicate_count: Generated<number>
    rehearsal: Generated<boolean>
    created_at: Timestamp
    removed_at: Timestamp | null
    read_at: Timestamp | null
    stalled_at: Timestamp | null
  }
  connection_circuit: {
    workspace_id: string
    connection_id: string
    state: string
    failures: Generated<number>
    openings: Generated<number>
    since: Timestamp
    reason_code: string | null
    reason_detail: string | null
    next_try_at: Timestamp | null
  }
  connection_signing_key: {
    workspace_id: string
    id: string
    connection_id: string
    domain: string
    selector: string
    public_key: string
    private_key: string
    state: Generated<string>
    created_at: Timestamp
    used_since: Timestamp | null
  }
  connection_tally: {
    workspace_id: string
    connection_id: string
    number: Generated<number>
    duplicate: boolean
  }
  connection_token: {
    workspace_id: string
    connection_id: string
    settings_mark: string
    access: string | null
    refresh: string | null
    expires_at: Timestamp | null
    renewing_until: Timestamp | null
  }
  consent: {
    workspace_id: string
    id: string
    customer_id: string
    identifier_id: string | null
    purpose_id: string
    channel: string
    state: string
    wording_id: string | null
    source: string
    evidence: DefaultedJson
    actor_type: string
    actor_id: string
    at: Timestamp
  }
  consent_category: {
    workspace_id: string
    category: string
    purpose_id: string | null
    channel: Generated<string>
    seen_at: Timestamp | null
  }
  consent_purpose: {
    workspace_id: string
    id: string
    key: string
    name_en: string
    name_ja: string
    description_en: Generated<string>
    description_ja: Generated<string>
    marketing: Generated<boolean>
    subscribable: Generated<boolean>
    double_opt_in: Generated<boolean>
    created_at: Timestamp
    removed_at: Timestamp | null
  }
  consent_wording: {
    workspace_id: string
    id: string
    purpose_id: string
    version: number
    text_en: string
    text_ja: string
    created_at: Timestamp
    created_by: string
  }
  conversation: {
    workspace_id: string
    id: string
    number: number
    customer_id: string
    subject: Generated<string>
    status: Generated<string>
    assignee_id: string | null
    team_id: string | null
    follows_id: string | null
    last_message_id: string | null
    last_message_at: Timestamp
    last_message_text: Generated<string>
    last_direction: Generated<string>
    last_channel: string
    last_inbound_at: Timestamp | null
    reply_thread_id: string | null
    opened_at: Timestamp
    first_reply_at: Timestamp | null
    resolved_at: Timestamp | null
    message_count: Generated<number>
  }
  conversation_label: {
    workspace_id: string
    label_id: string
    conversation_id: string
    status: string
    last_message_at: Timestamp
  }
  conversation_move: {
    workspace_id: string
    id: string
    from_conversation_id: string
    to_conversation_id: string
    thread_ids: string[]
    message_ids: string[]
    created_target: boolean
    actor_id: string
    at: Timestamp
    undone_at: Timestamp | null
  }
  conversation_read: {
    workspace_id: string
    member_id: string
    conversation_id: string
    read_at: Timestamp
  }
  custom_field: {
    workspace_id: string
    key: string
    title_en: string
    title_ja: string
    type: string
    choices: Generated<string[]>
    place: number
    created_at: Timestamp
  }
  customer: {
    workspace_id: string
    id: string
    name: string | null
    name_from: string | null
    locale: string | null
    merged_into: string | null
    last_contact_at: Timestamp | null
    created_at: Timestamp
    root_id: string | null
    merge_act: string | null
    search_text: string | null
  }
  customer_field: {
    workspace_id: string
    customer_id: string
    field: string
    source: string
    trust: string
    value: string | null
    at: Timestamp
  }
  customer_group: {
    workspace_id: string
    id: string
    kind: string
    name: string
    created_at: Timestamp
  }
  customer_group_member: {
    workspace_id: string
    group_id: string
    customer_id: string
    role: Generated<string>
    created_at: Timestamp
  }
  customer_label: {
    workspace_id: string
    customer_id: string
    label_id: string
  }
  customer_note: {
    workspace_id: string
    id: string
    customer_id: string
    author_id: string
    text: string
    created_at: Timestamp
    edited_at: Timestamp | null
    pinned_at: Timestamp | null
  }
  customer_order: {
    workspace_id: string
    id: string
    source: string
    external_id: string
    number: string
    customer_id: string | null
    identifier_id: string | null
    anonymous_id: string | null
    state: string
    state_at: Timestamp
    currency: string | null
    total: number | null
    subtotal: number | null
    tax: number | null
    shipping: number | null
    discount: number | null
    refunded: Generated<number>
    coupon: string | null
    shop: string | null
    url: string | null
    contact: Json | null
    item_count: Generated<number>
    item_names: Generated<string[]>
    items_mark: Generated<string>
    placed_at: Timestamp
    zone: string | null
    as_of: Timestamp
    created_at: Timestamp
    changed_at: Timestamp
  }
  customer_search: {
    workspace_id: string
    customer_id: string
    grams: string
  }
  customer_search_due: {
    workspace_id: string
    number: Generated<number>
    customer_id: string
  }
  device_consent: {
    workspace_id: string
    anonymous_id: string
    category: string
    allowed: boolean
    chosen: boolean
    event_id: string
    url: string | null
    provider: string | null
    at: Timestamp
    received_at: Timestamp
  }
  duplicate_pair: {
    workspace_id: string
    a: string
    b: string
    odds: number
    reasons: Json
    state: Generated<string>
    found_at: Timestamp
    decided_at: Timestamp | null
    decided_by: string | null
  }
  erased_identifier: {
    workspace_id: string
    hash: string
    erased_at: Timestamp
    returned_at: Timestamp | null
  }
  erasure: {
    workspace_id: string
    id: string
    request_id: string | null
    state: Generated<string>
    person: Json | null
    counts: DefaultedJson
    step: string | null
    problem_code: string | null
    created_by: string
    created_at: Timestamp
    finished_at: Timestamp | null
  }
  event: {
    workspace_id: string
    number: Generated<number>
    tx: Generated<string>
    at: Timestamp
    kind: string
    actor_type: string
    actor_id: string
    customer_id: string | null
    conversation_id: string | null
    thread_id: string | null
    message_id: string | null
    facts: DefaultedJson
  }
  file: {
    workspace_id: string
    id: string
    sha256: string
    bytes: number
    type: string
    name: string
    uploaded_by: string
    created_at: Timestamp
  }
  file_scan: {
    workspace_id: string
    file_id: string
    state: Generated<string>
    finding: string | null
    attempts: Generated<number>
    at: Timestamp
  }
  idempotency_key: {
    workspace_id: string
    actor: string
    key: string
    request_hash: string
    status: number | null
    body: Json | null
    created_at: Timestamp
  }
  identifier: {
    workspace_id: string
    id: string
    type: string
    value: string
    shown: string
    customer_id: string | null
    trust: string | null
    created_at: Timestamp
    home_id: string | null
  }
  identifier_block: {
    workspace_id: string
    id: string
    type: string
    value: string
    kind: string
    note: Generated<string>
    customer_count: Generated<number>
    actor_type: string
    actor_id: string
    created_at: Timestamp
    released_at: Timestamp | null
    released_by: string | null
  }
  identifier_link: {
    workspace_id: string
    number: Generated<number>
    identifier_id: string
    customer_id: string | null
    trust: string
    reason: string
    actor_type: string
    actor_id: string
    at: Timestamp
  }
  identifier_past: {
    workspace_id: string
    identifier_id: string
    customer_id: string
    valid_from: Timestamp | null
    valid_to: Timestamp
  }
  identifier_type: {
    workspace_id: string
    type: string
    title_en: string
    title_ja: string
    priority: number
    most: number
    window_days: number | null
    normaliser: string
    trust: string
    joins: string
    single: boolean
    spread: number | null
    spread_days: Generated<number>
    updated_at: Timestamp
  }
  identity_act: {
    workspace_id: string
    id: string
    kind: string
    from_id: string
    into_id: string
    reason: string
    note: Generated<string>
    moved: Json
    undoes: string | null
    actor_type: string
    actor_id: string
    at: Timestamp
  }
  identity_decision: {
    workspace_id: string
    customer_id: string
    identifier_id: string
    rule: string
    other_id: string | null
    times: Generated<number>
    first_at: Timestamp
    at: Timestamp
  }
  identity_ruling: {
    workspace_id: string
    a: string
    b: string
    ruling: string
    actor_type: string
    actor_id: string
    at: Timestamp
  }
  import: {
    workspace_id: string
    id: string
    kind: string
    name: string
    bytes: number
    received_bytes: Generated<number>
    state: Generated<string>
    reading: Json | null
    mapping: Json | null
    row_count: Generated<number>
    bytes_done: Generated<number>
    created_count: Generated<number>
    updated_count: Generated<number>
    unchanged_count: Generated<number>
    failed_count: Generated<number>
    warning_count: Generated<number>
    error: string | null
    runner: string | null
    undo: Json | null
    actor_type: string
    actor_id: string
    created_at: Timestamp
    started_at: Timestamp | null
    finished_at: Timestamp | null
    busy_ms: Generated<number>
    file_removed_at: Timestamp | null
  }
  import_problem: {
    workspace_id: string
    import_id: string
    row: number
    place: number
    failed: boolean
    code: string
    facts: DefaultedJson
    line: string
  }
  import_row: {
    workspace_id: string
    import_id: string
    row: number
    subject_id: string
    created: boolean
    before: Json | null
    outcome: string | null
    undone: string | null
  }
  invitation: {
    workspace_id: string
    id: string
    email: string
    role: string
    token_hash: string
    invited_by: string | null
    created_at: Timestamp
    expires_at: Timestamp
    accepted_at: Timestamp | null
    revoked_at: Timestamp | null
  }
  label: {
    workspace_id: string
    id: string
    name: string
    created_at: Timestamp
    meaning: string | null
  }
  log_epoch: {
    only_row: Generated<boolean>
    epoch: number
  }
  marketing_sender: {
    workspace_id: string
    name_en: Generated<string>
    name_ja: Generated<string>
    address_en: Generated<string>
    address_ja: Generated<string>
    contact: Generated<string>
    updated_at: Timestamp
  }
  match_key: {
    workspace_id: string
    key: number
    customer_id: string
  }
  match_record: {
    workspace_id: string
    customer_id: string
    folded: string[]
  }
  match_search: {
    workspace_id: string
    state: string
    whole: boolean
    position: string | null
    schema: DefaultedJson
    model: Json | null
    done: Generated<number>
    total: Generated<number>
    beat_at: Timestamp
    started_at: Timestamp
    finished_at: Timestamp | null
    resume: Json | null
    done_before: Generated<number>
  }
  member: {
    workspace_id: string
    id: string
    auth_user_id: string | null
    name: string
    email: string
    role: string
    locale: string | null
    settings: DefaultedJson
    created_at: Timestamp
    removed_at: Timestamp | null
  }
  message: {
    workspace_id: string
    id: string
    conversation_id: string
    thread_id: string | null
    channel: string
    kind: Generated<string>
    direction: string
    identifier_id: string | null
    author_type: string
    author_id: string | null
    author_name: Generated<string>
    from_address: Json | null
    to_addresses: DefaultedJson
    cc_addresses: DefaultedJson
    subject: Generated<string>
    text: Generated<string>
    new_text_length: Generated<number>
    html: string | null
    automatic: string | null
    join_reason: string | null
    state: string
    state_code: string | null
    state_detail: string | null
    attempts: Generated<number>
    provider_id: string | null
    client_key: string | null
    receipt_id: string | null
    sent_at: Timestamp | null
    created_at: Timestamp
    handed_at: Timestamp | null
    claim_id: string | null
    due_at: Timestamp | null
    marketing: Generated<boolean>
    in_doubt: Generated<boolean>
    mail_facts: Json | null
    sender_check: Json | null
    marketing_purpose: string | null
  }
  message_file: {
    workspace_id: string
    message_id: string
    file_id: string
    position: number
    inline: Generated<boolean>
    content_id: string | null
  }
  order_followup: {
    workspace_id: string
    id: string
    kind: string
    source: string
    external_id: string
    order_external_id: string | null
    order_id: string | null
    customer_id: string | null
    identifier_id: string | null
    state: string
    state_at: Timestamp
    carrier: string | null
    tracking_number: string | null
    tracking_url: string | null
    expected_at: Timestamp | null
    serial_number: string | null
    reason: string | null
    items: DefaultedJson
    currency: string | null
    amount: number | null
    begun_at: Timestamp
    zone: string | null
    as_of: Timestamp
    created_at: Timestamp
    changed_at: Timestamp
  }
  order_item: {
    workspace_id: string
    order_id: string
    position: number
    product_id: string | null
    sku: string | null
    name: Generated<string>
    variant: string | null
    quantity: Generated<number>
    price: number | null
    total: number | null
    url: string | null
    image_url: string | null
  }
  order_step: {
    workspace_id: string
    id: string
    kind: string
    subject_id: string
    order_id: string | null
    customer_id: string | null
    state: string
    key: Generated<string>
    at: Timestamp
    currency: string | null
    amount: number | null
    derived: Generated<boolean>
    tracked_event_id: string | null
    created_at: Timestamp
  }
  person_copy: {
    workspace_id: string
    id: string
    customer_id: string
    request_id: string | null
    language: string
    state: Generated<string>
    counts: DefaultedJson
    bytes: number | null
    problem_code: string | null
    created_by: string
    created_at: Timestamp
    finished_at: Timestamp | null
    expires_at: Timestamp | null
  }
  privacy_reminder: {
    workspace_id: string
    request_id: string
    due_on: Timestamp
    stage: string
    told_at: Timestamp
  }
  privacy_request: {
    workspace_id: string
    id: string
    kind: string
    customer_id: string | null
    requester: Generated<string>
    contact: Generated<string>
    details: Generated<string>
    language: Generated<string>
    received_on: Timestamp
    due_on: Timestamp
    state: Generated<string>
    identity_check: Generated<string>
    identity_checked_at: Timestamp | null
    assignee_id: string | null
    outcome: Generated<string>
    created_by: string
    created_at: Timestamp
    closed_at: Timestamp | null
  }
  privacy_settings: {
    workspace_id: string
    deadline_days: Generated<number>
    working_days: Generated<boolean>
    holidays: Generated<string[]>
    updated_at: Timestamp
  }
  product: {
    workspace_id: string
    id: string
    source: string
    external_id: string
    sku: string | null
    name: string | null
    brand: string | null
    category: string | null
    variant: string | null
    url: string | null
    image_url: string | null
    currency: string | null
    price: number | null
    as_of: Timestamp
    created_at: Timestamp
    changed_at: Timestamp
  }
  reader: {
    name: string
    tx: Generated<string>
    number: Generated<number>
    moved_at: Generated<Timestamp>
  }
  reader_failure: {
    reader: string
    number: number
    at: Timestamp
    workspace_id: string
    error: string
    attempts: Generated<number>
    failed_at: Generated<Timestamp>
  }
  receipt: {
    workspace_id: string
    id: string
    connection_id: string
    key: string
    sha256: string
    file_id: string
    state: Generated<string>
    problem_code: string | null
    problem_detail: string | null
    message_id: string | null
    attempts: Generated<number>
    received_at: Timestamp
    settled_at: Timestamp | null
    begun: number | null
    retry_at: Timestamp | null
  }
  receipt_repeat: {
    workspace_id: string
    connection_id: string
    key: string
  }
  reconciliation: {
    workspace_id: string
    id: string
    connection_id: string
    state: Generated<string>
    started_at: Timestamp
    finished_at: Timestamp | null
    mailbox_count: number | null
    stored_count: number | null
    missing_count: number | null
    taken_count: number | null
    problem_code: string | null
  }
  rejected_event: {
    workspace_id: string
    id: string
    source_id: string
    code: string
    detail: string
    body: Json
    received_at: Timestamp
    envelope: Json | null
  }
  retention: {
    workspace_id: string
    class: string
    days: number | null
    updated_at: Timestamp
    updated_by: string
    ran_at: Timestamp | null
    removed_count: Generated<number>
  }
  sample_part: {
    workspace_id: string
    kind: string
    id: string
    facts: DefaultedJson
  }
  sender_check_due: {
    workspace_id: string
    message_id: string
    due_at: Timestamp
    attempts: Generated<number>
  }
  source: {
    workspace_id: string
    id: string
    name: string
    write_key: string
    accepted_count: Generated<number>
    duplicate_count: Generated<number>
    rejected_count: Generated<number>
    created_at: Timestamp
    removed_at: Timestamp | null
    rules: DefaultedJson
    replayed_count: Generated<number>
    shop: string | null
  }
  source_tally: {
    workspace_id: string
    source_id: string
    number: Generated<number>
    accepted: number
    duplicate: number
    rejected: number
  }
  suppression: {
    workspace_id: string
    id: string
    channel: string
    address: string
    reason: string
    status: string | null
    message_id: string | null
    evidence_id: string | null
    receipt_id: string | null
    created_at: Timestamp
    lifted_at: Timestamp | null
    lifted_by: string | null
  }
  team: {
    workspace_id: string
    id: string
    name: string
    created_at: Timestamp
    removed_at: Timestamp | null
  }
  team_member: {
    workspace_id: string
    team_id: string
    member_id: string
  }
  thread: {
    workspace_id: string
    id: string
    connection_id: string
    channel: string
    key: string
    identifier_id: string
    conversation_id: string
    subject: Generated<string>
    created_at: Timestamp
  }
  tracked_event: {
    workspace_id: string
    id: string
    number: Generated<number>
    tx: Generated<string>
    source_id: string
    kind: string
    name: Generated<string>
    message_id: string
    anonymous_id: string | null
    user_id: string | null
    at: Timestamp
    received_at: Timestamp
    original_at: Timestamp | null
    sent_at: Timestamp | null
    properties: Json
    traits: Json | null
    context: Json | null
  }
  tracked_message: {
    workspace_id: string
    source_id: string
    message_id: string
    week: Timestamp
  }
  tracking_key: {
    workspace_id: string
    hash_key: string
    created_at: Timestamp
  }
  transmission: {
    workspace_id: string
    id: string
    recipient: string
    what_en: string
    what_ja: string
    purpose_en: string
    purpose_ja: string
    url: Generated<string>
    created_at: Timestamp
    removed_at: Timestamp | null
  }
  visit: {
    workspace_id: string
    id: string
    source_id: string
    anonymous_id: string
    started_at: Timestamp
    last_at: Timestamp
    page_count: Generated<number>
    event_count: Generated<number>
    first_url: string | null
    last_url: string | null
    last_title: string | null
    referrer: string | null
    utm: Json | null
    source: string | null
    medium: string | null
    campaign: string | null
    channel: string | null
    device: Json | null
    vitals: Json | null
  }
  visitor: {
    workspace_id: string
    id: string
    connection_id: string
    token_hash: string
    identifier_id: string
    anonymous_id: string | null
    claimed_email: string | null
    claimed_name: string | null
    proved_identifier_id: string | null
    locale: Generated<string>
    page_url: string | null
    created_at: Timestamp
    seen_at: Timestamp
  }
  withdrawn_reply: {
    workspace_id: string
    author_id: string
    client_key: string
    message_id: string
    at: Timestamp
  }
  workspace: {
    id: string
    name: string
    locale: Generated<string>
    time_zone: Generated<string>
    join_window_hours: Generated<number>
    sample: Generated<boolean>
    next_conversation_number: Generated<number>
    created_at: Timestamp
    sample_removed_at: Timestamp | null
    undo_seconds: Generated<number>
    second_factor_required: Generated<boolean>
    shop: Generated<string>
  }
}
