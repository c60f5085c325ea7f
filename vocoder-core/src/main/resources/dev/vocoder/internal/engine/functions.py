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
    if torch.eq(torch.dim(input), 3):
      x = torch.unsqueeze(input, 2)
      w = torch.unsqueeze(weight, 2)
      result = torch.squeeze((self).convolution_in_form(x, w, bias, n[0], n[1], n[2], n[3], n[4]), 2)
    else:
      result = (self).convolution_in_form(input, weight, bias, n[0], n[1], n[2], n[3], n[4])
    return result
  def reduced_convolution(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, numbers: Tensor) -> Tensor:
    return torch.to((self).convolution(torch.to(input, 15), torch.to(weight, 15), torch.to(bias, 15), numbers), 6)
  def convolution_of_packed(self: __torch__.Functions, input: Tensor, weight: Tensor, bias: Tensor, numbers: Tensor) -> Tensor:
    padding = int(torch.select(numbers, 0, 2))
    dilation = int(torch.select(numbers, 0, 3))
    x = torch.constant_pad_nd(torch.unsqueeze(torch.to(input, 15), 2), [padding, padding])
    w = torch.contiguous(torch.unsqueeze(torch.to(weight, 15), 2), memory_format=2)
    y = (self).packed_convolution(torch.contiguous(x, memory_format=2), (self).packed(w, dilation), torch.to(bias, 15), dilation)
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
  def scaled(self: __torch__.Functions, input: Tensor, numbers: Tensor) -> Tensor:
    return torch.mul(input, float(torch.select(numbers, 0, 0)))
  def at_least(self: __torch__.Functions, input: Tensor, numbers: Tensor) -> Tensor:
    return torch.clamp_min(input, float(torch.select(numbers, 0, 0)))
  def mean_absolute_difference(self: __torch__.Functions, a: Tensor, b: Tensor, numbers: Tensor) -> Tensor:
    return torch.l1_loss(a, b)
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
