class Functions(Module):
  __parameters__ = []
  __buffers__ = []
  def integers(self: __torch__.Functions, numbers: Tensor, start: int, count: int) -> List[int]:
    result = annotate(List[int], [])
    for i in range(count):
      _0 = torch.append(result, int(torch.select(numbers, 0, torch.add(start, i))))
    return result
  def convolution(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, numbers: Tensor) -> Tensor:
    n = (self).integers(numbers, 0, 5)
    y = (self).convolution_in_time((self).rows(input), (self).rows(weight), bias, n)
    return (self).as_before(y, input)
  def rows(self: __torch__.Functions, x: Tensor) -> Tensor:
    if torch.eq(torch.dim(x), 3):
      result = torch.unsqueeze(x, 2)
    else:
      result = x
    return result
  def as_before(self: __torch__.Functions, y: Tensor, input: Tensor) -> Tensor:
    if torch.eq(torch.dim(input), 3):
      result = torch.squeeze(y, 2)
    else:
      result = y
    return result
  def convolution_in_time(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, n: List[int]) -> Tensor:
    if torch.eq(n[0], 5):
      result = (self).polyphase(input, weight, bias, n[1], n[2], n[3], n[4])
    else:
      if (self).makes_fifteen(input, weight, n):
        longer = torch.constant_pad_nd(input, [0, 1])
        sixteen = (self).convolution_in_form(longer, weight, bias, n[0], n[1], n[2], n[3], n[4])
        result = torch.slice(sixteen, 3, 0, 15)
      else:
        result = (self).convolution_in_form(input, weight, bias, n[0], n[1], n[2], n[3], n[4])
    return result
  def makes_fifteen(self: __torch__.Functions, input: Tensor, weight: Tensor, n: List[int]) -> bool:
    if torch.eq(torch.mul(n[0], n[1]), 1):
      span = torch.mul(torch.sub(torch.size(weight, 3), 1), n[3])
      length = torch.sub(torch.add(torch.size(input, 3), torch.mul(2, n[2])), span)
      result = torch.__and__(torch.eq(length, 15), torch.eq(ops.prim.dtype(input), 6))
    else:
      result = False
    return result
  def polyphase(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: int, dilation: int, groups: int) -> Tensor:
    b = torch.size(input, 0)
    h = torch.size(input, 2)
    i = torch.floordiv(torch.size(input, 1), groups)
    o = torch.floordiv(torch.size(weight, 0), groups)
    outputs = torch.floordiv(torch.add(3, stride), stride)
    samples = torch.mul(outputs, stride)
    span = torch.add(torch.mul(torch.sub(torch.size(weight, 3), 1), dilation), 1)
    time = torch.size(input, 3)
    length = torch.add(torch.floordiv(torch.sub(torch.add(time, torch.mul(2, padding)), span), stride), 1)
    taps = torch.floordiv(torch.sub(torch.add(torch.add(span, torch.mul(torch.sub(outputs, 1), stride)), samples), 1), samples)
    blocks = torch.floordiv(torch.sub(torch.add(length, outputs), 1), outputs)
    read = torch.sub(torch.add(blocks, taps), 1)
    after = torch.sub(torch.sub(torch.mul(read, samples), time), padding)
    padded = torch.reshape(torch.constant_pad_nd(input, [padding, after]), [b, groups, i, h, read, samples])
    phases = torch.reshape(torch.permute(padded, [0, 3, 4, 1, 5, 2]), [b, h, read, -1])
    spread = torch.constant_pad_nd(torch.unsqueeze(weight, 4), [0, torch.sub(dilation, 1)])
    kernel = torch.slice(torch.reshape(spread, [groups, o, i, -1]), 3, 0, span)
    shifted = annotate(List[Tensor], [])
    for n in range(outputs):
      before = torch.mul(n, stride)
      rest = torch.sub(torch.sub(torch.mul(taps, samples), span), before)
      _0 = torch.append(shifted, torch.constant_pad_nd(kernel, [before, rest]))
    split = torch.reshape(torch.stack(shifted, 1), [groups, outputs, o, i, taps, samples])
    kernels = torch.reshape(torch.permute(split, [0, 1, 2, 4, 5, 3]), [torch.mul(torch.mul(groups, outputs), o), 1, taps, -1])
    biases = torch.reshape(torch.expand(torch.reshape(bias, [groups, 1, o]), [-1, outputs, -1]), [-1])
    sums = torch.conv2d(torch.permute(phases, [0, 3, 1, 2]), torch.permute(kernels, [0, 3, 1, 2]), biases, [1, 1], [0, 0], [1, 1], groups)
    apart = torch.reshape(torch.permute(sums, [0, 2, 3, 1]), [b, h, blocks, groups, outputs, o])
    joined = torch.reshape(torch.permute(apart, [0, 1, 2, 4, 3, 5]), [b, h, torch.mul(blocks, outputs), -1])
    return torch.slice(torch.permute(joined, [0, 3, 1, 2]), 3, 0, length)
  def reduced_convolution(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, numbers: Tensor) -> Tensor:
    n = (self).integers(numbers, 0, 5)
    x = (self).reduced((self).rows(input), n[0])
    w = (self).reduced((self).rows(weight), n[0])
    y = (self).convolution_in_time(x, w, torch.to(bias, 15), n)
    return torch.to((self).as_before(y, input), 6)
  def reduced(self: __torch__.Functions, x: Tensor, form: int) -> Tensor:
    if torch.eq(form, 1):
      result = torch.to(x, 15, False, False, 2)
    else:
      result = torch.to(x, 15)
    return result
  def convolution_of_packed(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, numbers: Tensor) -> Tensor:
    padding = int(torch.select(numbers, 0, 2))
    dilation = int(torch.select(numbers, 0, 3))
    type = int(torch.select(numbers, 0, 5))
    x = torch.contiguous(torch.constant_pad_nd(torch.unsqueeze(torch.to(input, type), 2), [padding, padding]), memory_format=2)
    kernel = torch.contiguous(torch.unsqueeze(torch.to(weight, type), 2), memory_format=2)
    b = torch.to(bias, type)
    form = int(torch.select(numbers, 0, 0))
    if torch.eq(form, 7):
      linear = (self).linear_convolution(x, (self).linear_packed(kernel), b)
      return torch.to(torch.squeeze(linear, 2), 6)
    else:
      pass
    w = (self).packed(kernel, dilation)
    if torch.eq(form, 6):
      overlap = torch.mul(torch.sub(torch.size(weight, 2), 1), dilation)
      items = annotate(List[Tensor], [])
      for i in range(torch.size(x, 0)):
        item = (self).in_rows(torch.slice(x, 0, i, torch.add(i, 1)), 4, overlap)
        _0 = torch.append(items, (self).of_rows((self).packed_in_all_ways(item, w, b, dilation)))
      y = torch.cat(items, 0)
    else:
      y = (self).packed_in_all_ways(x, w, b, dilation)
    return torch.to(torch.squeeze(y, 2), 6)
  def packed_in_all_ways(self: __torch__.Functions, x: Tensor, w: Tensor, b: Tensor, dilation: int) -> Tensor:
    plain = (self).packed_convolution(x, w, b, dilation)
    active = (self).packed_activation(x, w, b, dilation, 1.)
    sum = (self).packed_sum(torch.zeros_like(plain), x, w, b, dilation)
    return torch.sub(torch.add(active, sum), plain)
  def repeated_convolution(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, numbers: Tensor) -> Tensor:
    n = (self).integers(numbers, 0, 3)
    if torch.eq(n[0], 1):
      type = 15
    else:
      type = 6
    x = torch.contiguous(torch.to(torch.unsqueeze(input, 2), type), memory_format=2)
    w = torch.contiguous(torch.to(torch.unsqueeze(weight, 2), type), memory_format=2)
    b = torch.to(bias, type)
    y = x
    if torch.eq(n[1], 1):
      p = (self).packed(w, 1)
      for i in range(n[2]):
        y = (self).packed_convolution(x, p, b, 1)
    else:
      for i in range(n[2]):
        y = torch.conv2d(x, w, b)
    return torch.to(torch.squeeze(y, 2), 6)
  def convolution_of_onednn(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, numbers: Tensor) -> Tensor:
    x = torch.contiguous(input, memory_format=2)
    return torch.mkldnn_convolution(x, torch.contiguous(weight, memory_format=2), bias, [0, 0], [1, 1], [1, 1], 1)
  def weight_norm(self: __torch__.Functions, direction: Tensor, gain: Tensor, numbers: Tensor) -> Tensor:
    return torch._weight_norm(direction, gain, 0)
  def unit(self: __torch__.Functions, x: Tensor) -> Tensor:
    return torch.div(x, torch.clamp_min(torch.norm(x, 2), 9.9999999999999998e-13))
  def iterate(self: __torch__.Functions, matrix: Tensor, left: Tensor, right: Tensor) -> NoneType:
    fixed = torch.detach(matrix)
    _0 = torch.copy_(right, (self).unit(torch.mv(torch.t(fixed), left)))
    _1 = torch.copy_(left, (self).unit(torch.mv(fixed, right)))
    return None
  def sigma(self: __torch__.Functions, matrix: Tensor, left: Tensor, right: Tensor) -> Tensor:
    return torch.dot(torch.clone(left), torch.mv(matrix, torch.clone(right)))
  def spectral_norm(self: __torch__.Functions, weight: Tensor, left: Tensor, right: Tensor, numbers: Tensor) -> Tensor:
    matrix = torch.reshape(weight, [torch.size(weight, 0), -1])
    if bool(torch.select(numbers, 0, 0)):
      _0 = (self).iterate(matrix, left, right)
    else:
      pass
    return torch.div(weight, (self).sigma(matrix, left, right))
  def spectral_scales(self: __torch__.Functions, weight: Tensor, left: Tensor, right: Tensor, numbers: Tensor) -> Tensor:
    matrix = torch.reshape(weight, [torch.size(weight, 0), -1])
    _0 = (self).iterate(matrix, left, right)
    first = (self).sigma(matrix, left, right)
    _1 = (self).iterate(matrix, left, right)
    second = (self).sigma(matrix, left, right)
    return torch.reciprocal(torch.stack([first, second]))
  def scaled_halves(self: __torch__.Functions, input: Tensor, factors: Tensor, bias: Tensor, numbers: Tensor) -> Tensor:
    halves = torch.reshape(input, [2, torch.floordiv(torch.size(input, 0), 2), torch.size(input, 1), -1])
    scaled = torch.mul(halves, torch.reshape(factors, [2, 1, 1, 1]))
    biased = torch.add(scaled, torch.reshape(bias, [1, 1, -1, 1]))
    return torch.reshape(biased, torch.size(input))
  def reflection_pad(self: __torch__.Functions, input: Tensor, numbers: Tensor) -> Tensor:
    return torch.reflection_pad1d(input, (self).integers(numbers, 0, 2))
  def replication_pad(self: __torch__.Functions, input: Tensor, numbers: Tensor) -> Tensor:
    return torch.replication_pad1d(input, (self).integers(numbers, 0, 2))
  def anti_aliased_snake(self: __torch__.Functions, input: Tensor, alpha: Tensor, beta: Tensor, up: Tensor, down: Tensor, numbers: Tensor) -> Tensor:
    if bool(torch.select(numbers, 0, 0)):
      a = torch.exp(alpha)
      b = torch.exp(beta)
    else:
      a = alpha
      b = beta
    windows = torch.unfold(torch.replication_pad1d(input, [3, 3]), 2, 6, 1)
    taps = torch.mul(torch.flip(torch.reshape(up, [6, 2]), [0]), 2)
    pairs = torch.matmul(windows, taps)
    apart = torch.reshape(pairs, [torch.size(input, 0), torch.size(input, 1), -1])
    y = torch.slice(apart, 2, 1, -1)
    height = torch.reciprocal(torch.add(b, 1.0000000000000001e-09))
    sine = torch.sin(torch.mul(y, torch.unsqueeze(a, 1)))
    snake = torch.add(y, torch.mul(torch.mul(sine, sine), torch.unsqueeze(height, 1)))
    padded = torch.replication_pad1d(snake, [5, 6])
    return torch.matmul(torch.unfold(padded, 2, torch.size(down, 2), 2), torch.reshape(down, [-1]))
  def average_pool(self: __torch__.Functions, input: Tensor, numbers: Tensor) -> Tensor:
    return torch.avg_pool1d(input, (self).integers(numbers, 0, 1), (self).integers(numbers, 1, 1), (self).integers(numbers, 2, 1), False, bool(torch.select(numbers, 0, 3)))
  def spectrum(self: __torch__.Functions, input: Tensor, window: Tensor, numbers: Tensor) -> Tensor:
    hop = int(torch.select(numbers, 0, 0))
    floor = float(torch.select(numbers, 0, 1))
    power = int(torch.select(numbers, 0, 2))
    transform = torch.stft(torch.to(input, 7), torch.size(window, 0), hop, None, torch.to(window, 7), False, True, True)
    if torch.gt(floor, 0.):
      energy = torch.add(torch.sum(torch.square(torch.view_as_real(transform)), [-1]), floor)
      if torch.eq(power, 2):
        result = energy
      else:
        result = torch.sqrt(energy)
    else:
      magnitude = torch.abs(transform)
      if torch.eq(power, 2):
        result = torch.square(magnitude)
      else:
        result = magnitude
    return torch.to(result, 6)
  def layer_norm(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, numbers: Tensor) -> Tensor:
    epsilon = float(torch.select(numbers, 0, 0))
    normal = torch.layer_norm(torch.transpose(input, 1, 2), [torch.size(input, 1)], weight, bias, epsilon)
    return torch.transpose(normal, 1, 2)
  def channels_scaled(self: __torch__.Functions, input: Tensor, factors: Tensor, numbers: Tensor) -> Tensor:
    return torch.mul(input, torch.reshape(factors, [1, -1, 1]))
  def gelu(self: __torch__.Functions, input: Tensor, numbers: Tensor) -> Tensor:
    return torch.gelu(input)
  def inverse_stft(self: __torch__.Functions, real: Tensor, imaginary: Tensor, numbers: Tensor) -> Tensor:
    n = (self).integers(numbers, 0, 3)
    window = torch.reshape(torch.hann_window(n[0], dtype=6, layout=0, device=ops.prim.device(real)), [1, -1, 1])
    frames = torch.mul(torch.fft_irfft(torch.complex(real, imaginary), n[0], 1), window)
    squares = torch.expand(torch.mul(window, window), torch.size(frames))
    return torch.div((self).overlapped(frames, n[1], n[2]), (self).overlapped(squares, n[1], n[2]))
  def overlapped(self: __torch__.Functions, frames: Tensor, hop: int, cut: int) -> Tensor:
    size = torch.size(frames, 1)
    length = torch.add(torch.mul(torch.sub(torch.size(frames, 2), 1), hop), size)
    whole = torch.col2im(frames, [1, length], [1, size], [1, 1], [0, 0], [1, hop])
    return torch.slice(torch.squeeze(whole, 2), 2, cut, torch.sub(length, cut))
  def scaled(self: __torch__.Functions, input: Tensor, numbers: Tensor) -> Tensor:
    return torch.mul(input, float(torch.select(numbers, 0, 0)))
  def at_least(self: __torch__.Functions, input: Tensor, numbers: Tensor) -> Tensor:
    return torch.clamp_min(input, float(torch.select(numbers, 0, 0)))
  def mean_absolute_difference(self: __torch__.Functions, a: Tensor, b: Tensor, numbers: Tensor) -> Tensor:
    return torch.smooth_l1_loss(a, b, 1, 1.0000000000000001e-30)
  def adam_w(self: __torch__.Functions, parameters: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], steps: List[Tensor], rates: List[float]) -> NoneType:
    none = annotate(List[Tensor], [])
    torch._fused_adamw_(parameters, gradients, means, squares, none, steps, lr=rates[0], beta1=rates[1], beta2=rates[2], weight_decay=rates[3], eps=rates[4], amsgrad=False, maximize=False)
    return None
  def clip_norm(self: __torch__.Functions, gradients: List[Tensor], limit: float, each: bool) -> Tensor:
    norms = torch._foreach_norm(gradients, 2)
    norm = torch.norm(torch.stack(norms), 2)
    if torch.lt(limit, inf):
      if each:
        for i in range(torch.len(gradients)):
          factor = torch.clamp_max(torch.div(limit, norms[i]), 1.)
          _0 = torch.mul_(gradients[i], factor)
      else:
        factor = torch.clamp_max(torch.div(limit, torch.add(norm, 9.9999999999999995e-07)), 1.)
        torch._foreach_mul_(gradients, factor)
    else:
      pass
    return norm
  def zero(self: __torch__.Functions, arrays: List[Tensor]) -> NoneType:
    torch._foreach_zero_(arrays)
    return None
  def average(self: __torch__.Functions, averages: List[Tensor], values: List[Tensor], decay: float) -> NoneType:
    torch._foreach_mul_(averages, decay)
    torch._foreach_add_(averages, values, alpha=torch.sub(1., decay))
    return None
  def swap(self: __torch__.Functions, some: List[Tensor], others: List[Tensor]) -> NoneType:
    for i in range(torch.len(some)):
      kept = torch.clone(some[i])
      _0 = torch.copy_(some[i], others[i])
      _1 = torch.copy_(others[i], kept)
    return None
  def plane_convolution(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, numbers: Tensor) -> Tensor:
    n = (self).integers(numbers, 0, 9)
    kernel = torch.reshape(weight, [torch.size(weight, 0), torch.size(weight, 1), n[7], n[8]])
    return (self).plane_in_form(input, kernel, bias, n)
  def plane_in_form(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, n: List[int]) -> Tensor:
    if torch.eq(n[0], 3):
      result = (self).plane_spread(input, weight, bias, n)
    else:
      if torch.eq(n[0], 2):
        result = (self).plane_product(torch.constant_pad_nd(input, [n[5], n[6], n[3], n[4]]), weight, bias, n[1], n[2])
      else:
        if torch.eq(n[0], 1):
          result = (self).plane_rounded(input, weight, bias, n)
        else:
          result = torch.conv2d(torch.constant_pad_nd(input, [n[5], n[6], n[3], n[4]]), weight, bias, [n[1], n[2]])
    return result
  def plane_rounded(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, n: List[int]) -> Tensor:
    inputs = (self).missing(torch.size(input, 1))
    outputs = (self).missing(torch.size(weight, 0))
    x = torch.contiguous(torch.constant_pad_nd(input, [n[5], n[6], n[3], n[4], 0, inputs]), memory_format=2)
    w = torch.contiguous(torch.constant_pad_nd(weight, [0, 0, 0, 0, 0, inputs, 0, outputs]), memory_format=2)
    wide = torch.conv2d(x, w, torch.constant_pad_nd(bias, [0, outputs]), [n[1], n[2]])
    return torch.slice(wide, 1, 0, torch.size(weight, 0))
  def plane_product(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, stride_rows: int, stride_columns: int) -> Tensor:
    batch = torch.size(input, 0)
    outputs = torch.size(weight, 0)
    kernel = [torch.size(weight, 2), torch.size(weight, 3)]
    rows = torch.add(torch.floordiv(torch.sub(torch.size(input, 2), kernel[0]), stride_rows), 1)
    columns = torch.add(torch.floordiv(torch.sub(torch.size(input, 3), kernel[1]), stride_columns), 1)
    if torch.eq(torch.mul(torch.mul(kernel[0], kernel[1]), torch.mul(stride_rows, stride_columns)), 1):
      taps = torch.reshape(input, [batch, torch.size(input, 1), -1])
    else:
      taps = torch.im2col(input, kernel, [1, 1], [0, 0], [stride_rows, stride_columns])
    matrix = torch.reshape(weight, [1, outputs, -1])
    sums = torch.baddbmm(torch.reshape(bias, [1, -1, 1]), torch.expand(matrix, [batch, -1, -1]), taps)
    return torch.reshape(sums, [batch, outputs, rows, columns])
  def plane_spread(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, n: List[int]) -> Tensor:
    batch = torch.size(input, 0)
    inputs = torch.size(input, 1)
    h = torch.sub(torch.size(weight, 2), 1)
    w = torch.sub(torch.size(weight, 3), 1)
    rows = torch.add(torch.size(input, 2), h)
    columns = torch.add(torch.size(input, 3), w)
    matrix = torch.reshape(torch.permute(torch.flip(weight, [2, 3]), [0, 2, 3, 1]), [1, -1, inputs])
    taps = torch.bmm(torch.expand(matrix, [batch, -1, -1]), torch.reshape(input, [batch, inputs, -1]))
    whole = torch.col2im(taps, [rows, columns], [torch.add(h, 1), torch.add(w, 1)], [1, 1], [0, 0], [1, 1])
    own = torch.slice(whole, 2, torch.sub(h, n[3]), torch.sub(rows, torch.sub(h, n[4])))
    result = torch.slice(own, 3, torch.sub(w, n[5]), torch.sub(columns, torch.sub(w, n[6])))
    return torch.add(result, torch.reshape(bias, [1, -1, 1, 1]))
  def plane_transposed_convolution(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, numbers: Tensor) -> Tensor:
    n = (self).integers(numbers, 0, 9)
    batch = torch.size(input, 0)
    inputs = torch.size(weight, 0)
    outputs = torch.size(weight, 1)
    tap_rows = torch.floordiv(torch.sub(torch.add(n[7], n[1]), 1), n[1])
    tap_columns = torch.floordiv(torch.sub(torch.add(n[8], n[2]), 1), n[2])
    whole = torch.constant_pad_nd(weight, [0, torch.sub(torch.mul(tap_columns, n[2]), n[8]), 0, torch.sub(torch.mul(tap_rows, n[1]), n[7])])
    split = torch.reshape(whole, [inputs, outputs, tap_rows, n[1], tap_columns, n[2]])
    ordered = torch.flip(torch.permute(split, [1, 3, 5, 0, 2, 4]), [4, 5])
    kernel = torch.reshape(ordered, [-1, inputs, tap_rows, tap_columns])
    biases = torch.reshape(torch.expand(torch.unsqueeze(bias, 1), [outputs, torch.mul(n[1], n[2])]), [-1])
    h = torch.sub(tap_rows, 1)
    w = torch.sub(tap_columns, 1)
    phases = (self).plane_in_form(input, kernel, biases, [n[0], 1, 1, h, h, w, w])
    rows = torch.size(phases, 2)
    columns = torch.size(phases, 3)
    apart = torch.reshape(phases, [batch, outputs, n[1], n[2], rows, columns])
    joined = torch.reshape(torch.permute(apart, [0, 1, 4, 2, 5, 3]), [batch, outputs, torch.mul(rows, n[1]), torch.mul(columns, n[2])])
    last_row = torch.sub(torch.add(torch.mul(torch.sub(torch.size(input, 2), 1), n[1]), n[7]), n[4])
    last_column = torch.sub(torch.add(torch.mul(torch.sub(torch.size(input, 3), 1), n[2]), n[8]), n[6])
    return torch.slice(torch.slice(joined, 2, n[3], last_row), 3, n[5], last_column)
  def standardized(self: __torch__.Functions, input: Tensor, numbers: Tensor) -> Tensor:
    rows = torch.reshape(input, [torch.size(input, 0), torch.size(input, 1), -1])
    normal = torch.layer_norm(rows, [torch.size(rows, 2)], None, None, float(torch.select(numbers, 0, 0)))
    return torch.reshape(normal, torch.size(input))
  def instance_norm(self: __torch__.Functions, input: Tensor, gamma: Tensor, beta: Tensor, numbers: Tensor) -> Tensor:
    normal = (self).standardized(input, numbers)
    shape = [-1, torch.size(input, 1), 1, 1]
    return torch.add(torch.mul(normal, torch.reshape(gamma, shape)), torch.reshape(beta, shape))
  def modulated_norm(self: __torch__.Functions, input: Tensor, gamma: Tensor, beta: Tensor, code: Tensor, numbers: Tensor) -> Tensor:
    return (self).instance_norm(input, torch.mm(code, gamma), torch.mm(code, beta), numbers)
  def gated(self: __torch__.Functions, input: Tensor, numbers: Tensor) -> Tensor:
    return torch.glu(input, 1)
  def self_gated(self: __torch__.Functions, input: Tensor, numbers: Tensor) -> Tensor:
    return torch.silu(input)
  def joined(self: __torch__.Functions, first: Tensor, second: Tensor, numbers: Tensor) -> Tensor:
    return torch.cat([first, second], int(torch.select(numbers, 0, 0)))
